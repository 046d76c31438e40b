// Runs the contracts' tests with forge: `node scripts/test-contracts.mjs [slow] [forge's own arguments]`.
// Without `slow` the fuzz and invariant runs are bounded to well under 90 seconds on two cores.
import { spawnSync } from 'node:child_process';
import { delimiter, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const [first, ...rest] = process.argv.slice(2);
const slow = first === 'slow';
const more = slow ? rest : process.argv.slice(2);

const done = spawnSync('forge', ['test', '--threads', '2', ...more], {
  cwd: join(root, 'contracts', 'evm'),
  stdio: ['ignore', 'pipe', 'pipe'],
  encoding: 'utf8',
  maxBuffer: 1 << 28,
  env: {
    ...process.env,
    FOUNDRY_PROFILE: slow ? (process.env.FOUNDRY_PROFILE ?? 'slow') : 'default',
    PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`,
  },
});
if (done.error) {
  console.error(
    'contracts: forge was not found; install Foundry (getfoundry.sh) or run npm ci on Linux x64',
  );
  process.exit(1);
}
// Compiler warnings of third-party code would bury the result.
const ran = done.stdout.slice(Math.max(0, done.stdout.indexOf('\nRan ')));
if (done.status === 0) console.log(ran.trim().split('\n').at(-1));
else console.error(ran.trim() || `${done.stdout}${done.stderr}`);
process.exit(done.status ?? 1);
