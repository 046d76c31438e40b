// Proves the arithmetic that money hangs on with solc's SMTChecker and z3: `node scripts/prove-contracts.mjs`.
// Every target of contracts/evm/proofs must be proved, every assertion must have been looked at, and every planted fault must be found.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, posix, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const project = join(root, 'contracts', 'evm');
const solc = createRequire(join(root, 'package.json'))('solc');
const scratch = mkdtempSync(join(tmpdir(), 'hanse-proofs-'));
/** Whichever of z3's strategies answers first is right; which one does depends on the query. */
const STRATEGIES = [
  [],
  ['smt.random_seed=7'],
  ['smt.relevancy=0'],
  ['smt.arith.solver=2'],
  ['smt.random_seed=3', 'smt.relevancy=0'],
  ['smt.random_seed=11'],
];
/** z3's own measure of effort, round by round: unlike seconds it does not depend on what else the machine does. */
const EFFORTS = [2_000_000, 20_000_000, 200_000_000];
/** A planted fault is found in the first round; what else it leaves open is of no interest. */
const FAULT_EFFORTS = [2_000_000];

/** How the split is written in the source, on packed words, and in its proof, by name. */
const SPLIT = [
  [
    'uint256 holders = (amount * uint16(earnings >> 224)) / BPS;',
    'uint256 holders = (amount * holdersBps) / BPS;',
  ],
  [
    'uint256 reinvest = (amount * (earnings >> 240)) / BPS;',
    'uint256 reinvest = (amount * reinvestBps) / BPS;',
  ],
  ['uint256 ai = (amount * (buckets >> 240)) / BPS;', 'uint256 ai = (amount * aiBps) / BPS;'],
  ['(amount - holders - reinvest - ai) << 80', '(amount - holders - reinvest - ai)'],
  ['money -= (amount - reinvest) | amount << 80 | amount << 160;', 'least - reinvest <= idle'],
  [
    'if (least > uint64(money >> 160)) least = uint64(money >> 160);',
    'if (least > gain) least = gain;',
  ],
  ['if (least > uint80(money)) least = uint80(money);', 'if (least > idle) least = idle;'],
];

/** Faults planted in a copy; each must give a counterexample in the proof it is planted under. */
const FAULTS = [
  ['BucketProof', 'src/libraries/Bucket.sol', 'budget / 2', 'budget', 'the whole budget at once'],
  [
    'BucketProof',
    'src/libraries/Bucket.sol',
    '(capacity * elapsed) / window',
    '(budget * elapsed) / window',
    'a refill twice as fast',
  ],
  [
    'BucketProof',
    'src/libraries/Bucket.sol',
    'fits = after_ <= capacity',
    'fits = after_ <= budget',
    'a limit twice as high',
  ],
  [
    'BucketProof',
    'proofs/BucketProof.sol',
    'require(after_ <= capacity);',
    '',
    'a charge that does not fit',
  ],
  [
    'AccumulatorProof',
    'src/libraries/Accumulator.sol',
    '(amount * ONE + weight - 1) / weight',
    '(amount * ONE) / weight',
    'claims that use up too little',
  ],
  [
    'AccumulatorProof',
    'src/libraries/Accumulator.sol',
    'numerator % weight',
    'numerator % ONE',
    'a wrong carry',
  ],
  [
    'AccumulatorProof',
    'src/libraries/Accumulator.sol',
    '(growth * weight) / ONE',
    '(growth * weight + ONE - 1) / ONE',
    'earnings rounded up',
  ],
  [
    'SplitProof',
    'proofs/SplitProof.sol',
    '(amount * aiBps) / BPS',
    '(amount * aiBps + BPS - 1) / BPS',
    'a bucket rounded up',
  ],
  [
    'SplitProof',
    'proofs/SplitProof.sol',
    '(amount - holders - reinvest - ai)',
    '((amount * treasuryBps) / BPS)',
    'a remainder that nobody gets',
  ],
  [
    'SplitProof',
    'proofs/SplitProof.sol',
    'if (least > idle) least = idle;',
    '',
    'more than is idle',
  ],
];

try {
  requireSolver();
  compareSplit();
  const names = readdirSync(join(project, 'proofs'))
    .filter((file) => file.endsWith('.sol'))
    .map((file) => file.replace('.sol', ''));
  let failed = false;
  let proved = 0;
  for (const name of names) {
    const found = prove(name, new Map(), EFFORTS);
    const stated = source(`proofs/${name}.sol`)
      .split('\n')
      .filter((line) => /\bassert\(/.test(line)).length;
    const asserted = new Set(found.proved.filter((at) => at.assertion).map((at) => at.place)).size;
    const open = [...found.unknown, ...found.violated];
    console.log(
      `${name}: ${found.proved.length} proved, ${found.unknown.length} unknown, ${found.violated.length} violated; ${asserted} of ${stated} assertions`,
    );
    for (const at of open) console.error(`  not proved: ${at.text}`);
    proved += found.proved.length;
    failed ||= open.length > 0 || asserted !== stated;
  }
  for (const [name, file, from, to, what] of FAULTS) {
    const text = source(file);
    if (!text.includes(from))
      throw new Error(`${file} has no "${from}" to plant a fault in; name another`);
    const found = prove(name, new Map([[file, text.replace(from, to)]]), FAULT_EFFORTS);
    const noticed = found.violated.some((at) => at.assertion || at.place.startsWith('proofs/'));
    console.log(`planted ${what}: ${noticed ? 'found' : 'NOT FOUND'}`);
    failed ||= !noticed;
  }
  console.log(
    failed
      ? 'not everything is proved'
      : `all ${proved} targets proved, all ${FAULTS.length} planted faults found`,
  );
  process.exitCode = failed ? 1 : 0;
} catch (error) {
  console.error(`prove: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Runs the checker over one proof; `changed` replaces sources, `efforts` is what each strategy may spend, round by round. */
function prove(name, changed, efforts) {
  const file = `proofs/${name}.sol`;
  const modelChecker = {
    contracts: { [file]: [name] },
    engine: 'bmc',
    solvers: ['smtlib2'],
    targets: ['assert', 'overflow', 'underflow', 'divByZero'],
    timeout: 0,
    divModNoSlacks: true,
    showProvedSafe: true,
    showUnproved: true,
    showUnsupported: true,
  };
  const input = {
    language: 'Solidity',
    sources: { [file]: { content: changed.get(file) ?? source(file) } },
    settings: { modelChecker, outputSelection: { '*': { '': [] } } },
  };
  const load = (path) => {
    const plain = posix.normalize(path);
    return { contents: changed.get(plain) ?? source(plain) };
  };
  const output = JSON.parse(
    solc.compile(JSON.stringify(input), {
      import: load,
      smtSolver: (query) => solve(query, efforts),
    }),
  );
  const found = { proved: [], unknown: [], violated: [] };
  for (const message of output.errors ?? []) {
    if (message.severity === 'error') throw new Error(message.formattedMessage);
    if (!message.message.startsWith('BMC: ')) continue;
    const { file: where, start, end } = message.sourceLocation ?? {};
    const at = {
      place: `${where}:${start}-${end}`,
      assertion: message.message.includes('Assertion'),
      text: message.formattedMessage.split('\n').slice(0, 4).join('\n  '),
    };
    const kind = message.message.includes('is safe!')
      ? 'proved'
      : message.message.includes('happens here')
        ? 'violated'
        : 'unknown';
    found[kind].push(at);
  }
  return found;
}

function solve(query, efforts) {
  const file = join(scratch, 'query.smt2');
  writeFileSync(file, query);
  for (const effort of efforts) {
    for (const strategy of STRATEGIES) {
      const done = spawnSync('z3', ['-smt2', '-T:300', `rlimit=${effort}`, ...strategy, file], {
        encoding: 'utf8',
        maxBuffer: 1 << 26,
      });
      if (/^(un)?sat\b/.test(done.stdout)) return { contents: done.stdout };
    }
  }
  return { contents: 'unknown\n' };
}

function source(path) {
  return readFileSync(join(project, path), 'utf8');
}

function compareSplit() {
  const [real, proof] = [source('src/Distributor.sol'), source('proofs/SplitProof.sol')];
  for (const [there, here] of SPLIT) {
    if (!real.includes(there))
      throw new Error(
        `Distributor.sol no longer says "${there}"; prove the new split in proofs/SplitProof.sol`,
      );
    if (!proof.includes(here))
      throw new Error(
        `proofs/SplitProof.sol no longer says "${here}", which stands for "${there}"`,
      );
  }
}

/** Takes z3 from Debian where it is missing and this may be done. */
function requireSolver() {
  if (spawnSync('z3', ['--version']).status === 0) return;
  if (process.platform === 'linux' && process.getuid() === 0) {
    console.error('prove: installing z3 …');
    spawnSync('apt-get', ['update', '-q'], { stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '-q', 'z3'], { stdio: 'ignore' });
    if (spawnSync('z3', ['--version']).status === 0) return;
  }
  throw new Error(
    'z3 was not found; install it (apt-get install z3, brew install z3) and run again',
  );
}
