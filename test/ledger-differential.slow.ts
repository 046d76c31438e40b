/** The TypeScript ledger and the contracts agree to the unit on 5,000 random sequences of mints, profits, claims, transfers and exits. */
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mulDivDown, seededRandom, type Random, splitBuckets } from '#kit';
import { ShareLedger } from '#treasury';

const ROOT = resolve(import.meta.dirname, '..');
const FILE = resolve(ROOT, 'contracts/evm/out/differential.bin');
const SEQUENCES = 5000;
const OPS = 12;
const POLICY = { holders: 6000, reinvest: 2000, ai: 1000, treasury: 1000 };
/** One whole quote token is 10^9 weight at the start: a thousand for each of its 10^6 units. */
const VIRTUAL_WEIGHT = 1000n;
const CODES = { fresh: 0, mint: 1, distribute: 2, claim: 3, transfer: 4, redeem: 5, totals: 6 };

describe('ledger and contracts', () => {
  it(`agree on ${SEQUENCES} sequences`, () => {
    const random = seededRandom('ledger and contracts');
    const words: bigint[] = [];
    for (let i = 0; i < SEQUENCES; i++) words.push(...sequence(random));
    writeFileSync(
      FILE,
      Buffer.from(words.map((word) => word.toString(16).padStart(64, '0')).join(''), 'hex'),
    );
    try {
      const done = spawnSync(
        'forge',
        ['test', '--match-contract', 'DifferentialTest', '--gas-limit', '18446744073709551615'],
        {
          cwd: resolve(ROOT, 'contracts/evm'),
          encoding: 'utf8',
          maxBuffer: 1 << 28,
          env: {
            ...process.env,
            HANSE_SEQUENCES: String(SEQUENCES),
            PATH: `${resolve(ROOT, 'node_modules/.bin')}${delimiter}${process.env['PATH']}`,
          },
        },
      );
      const ran = done.stdout.slice(done.stdout.indexOf('Ran '));
      expect(ran).toContain('[PASS] test_everySequenceGivesTheLedgersFigures');
      expect(ran).toContain(' 0 failed');
      expect(words.length).toBeGreaterThan(SEQUENCES * OPS);
    } finally {
      rmSync(FILE, { force: true });
    }
  });
});

/** One sequence as words: operation, share or person, amount, expected result. */
function sequence(random: Random): bigint[] {
  const ledger = new ShareLedger();
  const weights = new Map<bigint, bigint>();
  const words = [word('fresh', 0n, 0n, 0n)];
  let idle = 0n;
  let next = 1n;
  const pick = (): bigint => [...weights.keys()][random.below(weights.size)]!;
  const mint = (): void => {
    const assets = 100_000_000n + BigInt(random.u32()) * BigInt(1 + random.below(1000));
    const weight = mulDivDown(assets, ledger.totalWeight + VIRTUAL_WEIGHT, idle + 1n);
    ledger.mint(next, 'anyone', weight);
    weights.set(next++, weight);
    idle += assets;
    words.push(word('mint', BigInt(random.below(9)), assets, weight));
  };
  mint();
  for (let i = 0; i < OPS; i++) {
    const choice = weights.size === 0 ? 0 : random.below(6);
    if (choice < 2) {
      mint();
    } else if (choice === 2) {
      const amount = 2n + BigInt(random.u32()) * BigInt(random.below(100));
      const split = splitBuckets(amount, POLICY, 'treasury');
      ledger.distribute(split.holders);
      idle += split.reinvest;
      words.push(word('distribute', 0n, amount, idle));
    } else if (choice === 3) {
      const id = pick();
      words.push(word('claim', id, 0n, ledger.claim(id)));
    } else if (choice === 4) {
      const id = pick();
      ledger.transfer(id, 'another');
      words.push(word('transfer', id, BigInt(random.below(9)), ledger.claimable(id)));
    } else {
      const id = pick();
      const assets = mulDivDown(weights.get(id)!, idle + 1n, ledger.totalWeight + VIRTUAL_WEIGHT);
      idle -= assets;
      weights.delete(id);
      words.push(word('redeem', id, assets, ledger.burn(id)));
    }
  }
  for (const id of weights.keys()) words.push(word('claim', id, 0n, ledger.claim(id)));
  words.push(word('totals', 0n, idle, ledger.totalWeight));
  return words;
}

function word(code: keyof typeof CODES, id: bigint, amount: bigint, expected: bigint): bigint {
  return (BigInt(CODES[code]) << 248n) | (id << 160n) | (amount << 80n) | expected;
}
