// Takes one guard at a time out of the contracts and expects a test to fail: `node scripts/mutate-contracts.mjs [all | File.sol …]`.
// Without arguments, the guards that contracts/evm/mutations.json does not know. The contracts are compiled once; a guard is taken out of
// the compiled code, by a jump over its revert, because compiling for each would take hours. Exits 1 where a guard can go unnoticed; one
// whose row says why it is `equivalent` may.
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
import { basename, delimiter, join, resolve } from 'node:path';
import { contractGuards } from './contract-guards.ts';

const root = resolve(import.meta.dirname, '..');
const listFile = join(root, 'contracts', 'evm', 'mutations.json');
const copy = mkdtempSync(join(tmpdir(), 'hanse-mutants-'));
const project = join(copy, 'contracts', 'evm');
const [JUMP, JUMPI, JUMPDEST, POP, PUSH1, PUSH2, PUSH32] = [
  0x56, 0x57, 0x5b, 0x50, 0x60, 0x61, 0x7f,
];
/** Quick suites first; the long ones only for what these let through. */
const SUITES = [
  ['--no-match-contract', 'Drill|Invariants|Differential'],
  ['--match-contract', 'Drill|Invariants|Differential'],
];

let artifacts = [];

try {
  mkdirSync(join(copy, 'contracts'));
  cpSync(join(root, 'contracts', 'evm'), project, {
    recursive: true,
    filter: (path) => !/evm\/(out|cache)(\/|$)/.test(path),
  });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const asked = process.argv.slice(2);
  const guards = contractGuards(join(project, 'src'));
  const known = new Map(readList().map((row) => [keyOf(row), row]));
  const wanted = guards.filter((guard) =>
    asked.length === 0
      ? !known.get(keyOf(guard))?.noticedBy
      : asked[0] === 'all' || asked.includes(guard.file),
  );
  const first = failing(SUITES[0]);
  if (first) throw new Error(`${first} fails before anything is removed`);
  artifacts = readArtifacts();
  for (const guard of wanted) {
    const patched = without(guard);
    for (const { path, changed } of patched) writeFileSync(path, changed);
    let noticedBy = null;
    if (patched.length > 0)
      for (const suite of suitesFor(known.get(keyOf(guard)), guard)) noticedBy ??= failing(suite);
    for (const { path, text } of patched) writeFileSync(path, text);
    const equivalent = noticedBy ? undefined : known.get(keyOf(guard))?.equivalent;
    known.set(keyOf(guard), {
      file: guard.file,
      guard: guard.guard,
      nth: guard.nth,
      noticedBy,
      equivalent,
    });
    const verdict = patched.length === 0 ? 'NOT IN CODE' : noticedBy ? 'noticed' : 'SURVIVED';
    console.log(`${verdict}  ${guard.file}  ${guard.guard}${noticedBy ? `  by ${noticedBy}` : ''}`);
    writeList(guards, known);
  }
  writeList(guards, known);
  const unnoticed = guards.filter((guard) => !known.get(keyOf(guard))?.noticedBy);
  console.log(
    `${guards.length - unnoticed.length} of ${guards.length} guards are noticed when removed`,
  );
  const open = unnoticed.filter((guard) => !known.get(keyOf(guard))?.equivalent);
  process.exitCode = open.length > 0 ? 1 : 0;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

/** The suite that noticed the last time comes first: it mostly does again. Else those that are named for the file or for refusals. */
function suitesFor(row, { file }) {
  const earlier = row?.noticedBy?.split('.')[0];
  const likely = earlier ?? `(${basename(file, '.sol')}|Edges|Refusals)Test`;
  return [['--match-contract', `^${likely}$`], ...SUITES];
}

function keyOf({ file, guard, nth }) {
  return `${file} ${nth} ${guard}`;
}

function readList() {
  try {
    return JSON.parse(readFileSync(listFile, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

/** The guards that still exist, in their order. */
function writeList(guards, known) {
  const rows = guards.map((guard) => known.get(keyOf(guard))).filter((row) => row !== undefined);
  writeFileSync(listFile, `${JSON.stringify(rows, null, 2)}\n`);
}

// ---------------------------------------------------------------------------------------------------------------- compiled code

/** Every contract's artifact, with the numbers that its compilation gave to the sources. */
function readArtifacts() {
  const out = join(project, 'out');
  const cache = JSON.parse(
    readFileSync(join(project, 'cache', 'solidity-files-cache.json'), 'utf8'),
  );
  return Object.values(cache.files)
    .flatMap((file) => Object.values(file.artifacts))
    .flatMap((versions) => Object.values(versions))
    .flatMap((profiles) => Object.values(profiles))
    .map(({ path, build_id: build }) => {
      const info = JSON.parse(readFileSync(join(out, 'build-info', `${build}.json`), 'utf8'));
      const text = readFileSync(join(out, path), 'utf8');
      return {
        path: join(out, path),
        text,
        parsed: JSON.parse(text),
        names: info.source_id_to_path,
      };
    })
    .filter(({ parsed }) => parsed.bytecode?.object?.length > 2);
}

/** Every artifact that changes when the guard is gone: the contracts that have it, and the tests that carry those contracts' code. */
function without(guard) {
  const swaps = artifacts.flatMap((artifact) => patches(artifact, guard));
  if (swaps.length === 0) return [];
  return artifacts
    .map(({ path, text }) => {
      let changed = text;
      for (const [from, to] of swaps) changed = changed.replaceAll(from, to);
      return { path, text, changed };
    })
    .filter(({ text, changed }) => text !== changed);
}

/** Creation and deployed code in hex, as they are and without the guard. */
function patches({ path, parsed, names }, guard) {
  const source = Object.keys(names).find((id) => names[id] === `src/${guard.file}`);
  const creation = Buffer.from(parsed.bytecode.object.slice(2), 'hex');
  const runtime = Buffer.from(parsed.deployedBytecode.object.slice(2), 'hex');
  const base = runtime.length > 0 ? creation.indexOf(runtime) : creation.length;
  if (base < 0) throw new Error(`${path}: the deployed code is not part of the creation code`);
  const sites = [
    ...sitesIn(creation.subarray(0, base), parsed.bytecode.sourceMap, source, guard),
    ...sitesIn(runtime, parsed.deployedBytecode.sourceMap, source, guard).map((site) => ({
      at: base + site.at,
      bytes: site.bytes,
    })),
  ];
  if (sites.length === 0) return [];
  const changed = Buffer.from(creation);
  for (const { at, bytes } of sites) Buffer.from(bytes).copy(changed, at);
  return [
    [creation.toString('hex'), changed.toString('hex')],
    [runtime.toString('hex'), changed.subarray(base, base + runtime.length).toString('hex')],
  ];
}

/** What to write where, so that the guard's conditional jump never leads to its revert. */
function sitesIn(code, sourceMap, source, guard) {
  const sites = [];
  const steps = instructions(code);
  const places = expand(sourceMap ?? '');
  for (let i = 1; i < steps.length; ++i) {
    const place = places[i];
    if (steps[i].op !== JUMPI || place?.file !== source || place.start !== guard.at) continue;
    const push = steps[i - 1];
    if (push.op !== PUSH2 && push.op !== PUSH1)
      throw new Error(`${guard.file}: an unexpected jump`);
    const target = code.readUIntBE(push.at + 1, push.op - PUSH1 + 1);
    if (code[target] !== JUMPDEST) throw new Error(`${guard.file}: a jump to nowhere`);
    const body = steps[i + 1].at;
    const inBody = (at) => {
      const j = steps.findIndex((step) => step.at === at);
      return places
        .slice(j, j + 3)
        .some(
          ({ file, start }) =>
            file === source && start > guard.at && start < guard.at + guard.guard.length + 40,
        );
    };
    if (leadsToRevert(steps, i + 1) && inBody(body)) {
      // Falls into the revert: jump over it instead.
      sites.push({ at: body, bytes: [PUSH2, target >> 8, target & 255, JUMP] });
    } else {
      // Jumps to the revert: drop the condition and go on.
      sites.push({ at: push.at, bytes: [POP, ...Array(steps[i].at - push.at).fill(JUMPDEST)] });
    }
  }
  return sites;
}

/** Whether straight-line code from step `i` ends in a revert. */
function leadsToRevert(steps, i) {
  for (let j = i; j < steps.length; ++j) {
    const { op } = steps[j];
    if (op === 0xfd) return true;
    if (op === JUMPDEST || op === 0xf3 || op === 0x00) return j - i > 3;
  }
  return false;
}

function instructions(code) {
  const steps = [];
  for (let at = 0; at < code.length; ++at) {
    const op = code[at];
    steps.push({ at, op });
    if (op >= PUSH1 && op <= PUSH32) at += op - PUSH1 + 1;
  }
  return steps;
}

/** solc's compressed source map: an empty field repeats the one before. */
function expand(sourceMap) {
  let [start, file] = [-1, '-1'];
  return sourceMap.split(';').map((entry) => {
    const [s, , f] = entry.split(':');
    if (s) start = Number(s);
    if (f) file = f;
    return { start, file };
  });
}

// ---------------------------------------------------------------------------------------------------------------- tests

/** The first test that fails, or null. */
function failing(suite) {
  const done = forge(['test', '--fail-fast', '--threads', '2', ...suite]);
  if (done.status === 0) return null;
  const line = done.stdout.split('\n').find((text) => text.startsWith('[FAIL'));
  if (!line)
    throw new Error(
      `forge failed without a failing test: ${done.stdout.slice(-2000)}${done.stderr.slice(-500)}`,
    );
  const suiteName = done.stdout.match(
    /Ran \d+ tests? for test\/\S+:(\w+)\n(?:\[PASS.*\n)*\[FAIL/,
  )?.[1];
  const test = line.match(/^.*\] (\w+)\(/)?.[1] ?? line;
  return suiteName ? `${suiteName}.${test}` : test;
}

function forge(args) {
  const done = spawnSync('forge', args, {
    cwd: project,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: {
      ...process.env,
      FOUNDRY_FUZZ_RUNS: '4',
      FOUNDRY_INVARIANT_RUNS: '1',
      PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`,
    },
  });
  if (done.error) throw done.error;
  return done;
}
