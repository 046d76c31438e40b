// Removes one guard at a time from the contracts and expects a test to fail: `node scripts/mutate-contracts.mjs [Trading.sol …]`.
// Works on a copy; takes about half a minute a guard. Exits 1 where a guard can go unnoticed.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const copy = mkdtempSync(join(tmpdir(), 'hanse-mutants-'));
const project = join(copy, 'contracts', 'evm');
const sources = join(project, 'src');
/** `if (…) revert Something(…);`, over one line or several. */
const GUARD =
  /if \((?:[^;{}]|\n)*?\) revert \w+\([^;]*\);|if \((?:[^;{}]|\n)*?\) \{\s*revert \w+\([^;]*\);\s*\}/g;

try {
  mkdirSync(join(copy, 'contracts'));
  cpSync(join(root, 'contracts', 'evm'), project, { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const asked = process.argv.slice(2);
  const files = readdirSync(sources).filter(
    (name) => name.endsWith('.sol') && (asked.length === 0 || asked.includes(name)),
  );
  if (!passes()) throw new Error('the tests fail before anything is removed');
  const survivors = [];
  let removed = 0;
  for (const file of files) {
    const path = join(sources, file);
    const whole = readFileSync(path, 'utf8');
    for (const guard of whole.matchAll(GUARD)) {
      removed += 1;
      const line = whole.slice(0, guard.index).split('\n').length;
      const text = guard[0].replace(/\s+/g, ' ');
      writeFileSync(
        path,
        whole.slice(0, guard.index) + '{}' + whole.slice(guard.index + guard[0].length),
      );
      const noticed = !passes();
      console.log(`${noticed ? 'noticed ' : 'SURVIVED'}  ${file}:${line}  ${text}`);
      if (!noticed) survivors.push(`${file}:${line}`);
    }
    writeFileSync(path, whole);
  }
  console.log(`${removed - survivors.length} of ${removed} removed guards were noticed`);
  process.exitCode = survivors.length > 0 ? 1 : 0;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

function passes() {
  const done = spawnSync('forge', ['test', '--fail-fast', '--quiet', '--threads', '2'], {
    cwd: project,
    stdio: 'ignore',
    env: {
      ...process.env,
      FOUNDRY_FUZZ_RUNS: '32',
      FOUNDRY_INVARIANT_RUNS: '1',
      PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`,
    },
  });
  if (done.error) throw done.error;
  return done.status === 0;
}
