// Lints the contracts with solhint and forge, two seconds in all: `node scripts/lint-contracts.mjs`. Any remark fails.
// Rules are in contracts/evm/.solhint.json and foundry.toml. Off are solhint's rules on gas (ceilings measure it), on assembly and low-level
// calls (`Slots`, the fallback and `Council.execute` are made of them), on names of immutables and on quotes (`ShareArt` writes JSON). Of
// NatSpec every contract must have a title; the tags for authors, parameters and results are not asked for, because the history knows the
// former, and a tag that repeats a name says nothing: a notice names what the names do not. `Book` alone holds the vault's state, 26 words
// and maps; one more must change that number.
import { spawnSync } from 'node:child_process';
import { delimiter, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const LINTERS = [
  ['solhint', ['src/**/*.sol', '--disc', '--max-warnings', '0']],
  ['forge', ['lint']],
];

for (const [command, args] of LINTERS) {
  const done = spawnSync(command, args, {
    cwd: join(root, 'contracts', 'evm'),
    encoding: 'utf8',
    env: {
      ...process.env,
      // The linter compiles without code; what is deployed must not be overwritten by that.
      FOUNDRY_OUT: 'cache/lint/out',
      FOUNDRY_CACHE_PATH: 'cache/lint/cache',
      PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`,
    },
  });
  if (done.error) {
    console.error(`contracts: ${command} was not found (${done.error.message}); run npm ci`);
    process.exit(1);
  }
  // forge ends with 0 whatever it found.
  const remarks = `${done.stdout}${done.stderr}`.trim();
  if (done.status === 0 && !/^(warning|note|error)\[/m.test(remarks)) continue;
  console.error(remarks);
  process.exit(1);
}
