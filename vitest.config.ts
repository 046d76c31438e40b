import { defineConfig } from 'vitest/config';

const slow = process.env['HANSE_SLOW'] === '1';

export default defineConfig({
  test: {
    include: slow ? ['{src,web,test,scripts}/**/*.slow.ts'] : ['{src,web,test,scripts}/**/*.test.ts'],
    testTimeout: slow ? 600_000 : 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
