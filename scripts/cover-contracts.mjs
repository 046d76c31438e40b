// Measures how much of contracts/evm/src the contracts' tests run, and fails below the promise: `node scripts/cover-contracts.mjs`.
// forge resolves imports for its analysis only inside the project's folder, so it works on a copy that has its libraries within; it compiles
// without the optimizer, whose jumps no longer tell lines apart. The campaigns and drills are left out: what they alone reach is luck.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

const PROMISED = { lines: 98, branches: 90 };
const LIBRARIES = ['@openzeppelin/contracts', '@uniswap/v4-core'];

const root = resolve(import.meta.dirname, '..');
const modules = join(root, 'node_modules');
const copy = mkdtempSync(join(tmpdir(), 'hanse-coverage-'));
const project = join(copy, 'contracts', 'evm');

try {
  mkdirSync(join(copy, 'contracts'));
  cpSync(join(root, 'contracts', 'evm'), project, {
    recursive: true,
    filter: (path) => !/evm\/(out|cache)(\/|$)/.test(path),
  });
  for (const library of LIBRARIES)
    cpSync(join(modules, library), join(project, 'lib', library), { recursive: true });
  symlinkSync(modules, join(copy, 'node_modules'));
  const settings = join(project, 'foundry.toml');
  const inside = readFileSync(settings, 'utf8')
    .replace('libs = ["../../node_modules"]', 'libs = ["lib"]')
    .replaceAll('=../../node_modules/', '=lib/');
  writeFileSync(settings, inside);

  const files = read(measure()).filter(({ file }) => /^src\/(?!local\/)/.test(file));
  const total = sum(files);
  print([...files, total]);
  const short = Object.entries(PROMISED).filter(([kind, least]) => percent(total[kind]) < least);
  for (const [kind, least] of short)
    console.error(`coverage: ${percent(total[kind]).toFixed(2)} % of ${kind}, promised ${least} %`);
  process.exitCode = short.length > 0 ? 1 : 0;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

/** The tests' trace in LCOV. */
function measure() {
  const args = ['--report', 'lcov', '--threads', '2'];
  const without = ['--no-match-contract', 'Drill|Invariants|Differential'];
  const done = spawnSync('forge', ['coverage', ...args, ...without], {
    cwd: project,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: {
      ...process.env,
      FOUNDRY_PROFILE: 'default',
      FOUNDRY_FUZZ_RUNS: '16',
      PATH: `${join(modules, '.bin')}${delimiter}${process.env.PATH}`,
    },
  });
  if (done.error) throw done.error;
  if (done.status !== 0)
    throw new Error(
      `forge coverage failed:\n${done.stdout.slice(-3000)}\n${done.stderr.slice(-3000)}`,
    );
  return readFileSync(join(project, 'lcov.info'), 'utf8');
}

/** Per file: lines and branches, found and taken, and where one was not. */
function read(lcov) {
  return lcov
    .split('end_of_record')
    .map((record) => ({
      file: record.match(/^SF:(.*)$/m)?.[1],
      lines: count(record.matchAll(/^DA:(\d+),(\d+)/gm)),
      branches: count(record.matchAll(/^BRDA:(\d+),\d+,\d+,(\d+|-)$/gm)),
    }))
    .filter(({ file }) => file !== undefined)
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

function count(rows) {
  const all = [...rows];
  const missed = all.filter(([, , hits]) => !(Number(hits) > 0)).map(([, line]) => Number(line));
  return { found: all.length, taken: all.length - missed.length, missed };
}

function sum(files) {
  const add = (kind) => ({
    found: files.reduce((n, file) => n + file[kind].found, 0),
    taken: files.reduce((n, file) => n + file[kind].taken, 0),
    missed: [],
  });
  return { file: 'together', lines: add('lines'), branches: add('branches') };
}

function percent({ found, taken }) {
  return found === 0 ? 100 : (100 * taken) / found;
}

function print(rows) {
  const cell = (part) => `${percent(part).toFixed(1)} % (${part.taken}/${part.found})`.padStart(18);
  const missed = ({ lines, branches }) =>
    [...new Set([...lines.missed, ...branches.missed])].sort((a, b) => a - b).join(' ');
  console.log(
    `${'file'.padEnd(32)}${'lines'.padStart(18)}${'branches'.padStart(18)}  missed in line`,
  );
  for (const row of rows)
    console.log(
      `${row.file.padEnd(32)}${cell(row.lines)}${cell(row.branches)}  ${missed(row)}`.trimEnd(),
    );
}
