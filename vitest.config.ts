import { defineConfig } from 'vitest/config';

const slow = process.env['HANSE_SLOW'] === '1';

export default defineConfig({
  test: {
    include: slow
      ? ['{src,web,test,scripts}/**/*.slow.ts']
      : ['{src,web,test,scripts}/**/*.test.ts'],
    // Only what hangs may come to these: a test that works works on a busy machine, too.
    testTimeout: slow ? 1_200_000 : 300_000,
    hookTimeout: 600_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
