import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecimal } from '#kit';
import { vector } from '../../test/vectors.ts';
import { ACC, ShareLedger } from './share-ledger.ts';

describe('ShareLedger', () => {
  it('holds back less than a unit a holder and never overpays (V12b)', () => {
    const { inputs, expected } = vector<
      { shares: Record<string, number>; deposits: number[] },
      {
        claimed_total: Record<string, number>;
        sum_claimed: number;
        deposited: number;
        left_in_pool: number;
      }
    >('V12b');
    const ledger = new ShareLedger();
    const holders = Object.entries(inputs.shares);
    holders.forEach(([owner, weight], i) => ledger.mint(BigInt(i), owner, BigInt(weight)));
    for (const amount of inputs.deposits) ledger.distribute(BigInt(amount));
    const claimed = holders.map(([owner], i) => [owner, Number(ledger.claim(BigInt(i)))] as const);
    expect(Object.fromEntries(claimed)).toEqual(expected.claimed_total);
    expect(claimed.reduce((sum, [, amount]) => sum + amount, 0)).toBe(expected.sum_claimed);
    expect(Number(ledger.reserved)).toBe(expected.left_in_pool);
    expect(Number(ledger.state().distributed)).toBe(expected.deposited);
  });

  it('pays late minters nothing of the past; rewards follow the token (V13)', () => {
    const { expected } = vector<unknown, Record<string, number>>('V13');
    const ledger = new ShareLedger();
    ledger.mint(1n, 'holder1', 1n);
    ledger.mint(2n, 'holder2', 1n);
    ledger.distribute(100n);
    ledger.mint(3n, 'holder3', 1n);
    ledger.distribute(90n);
    expect(ledger.claimable(1n)).toBe(BigInt(expected['nft1']!));
    expect(ledger.claimable(2n)).toBe(BigInt(expected['nft2']!));
    expect(ledger.claimable(3n)).toBe(BigInt(expected['nft3']!));
    ledger.transfer(1n, 'holder2');
    expect(ledger.share(1n).owner).toBe('holder2');
    expect(ledger.claim(1n)).toBe(BigInt(expected['holder2_gets']!));
    expect(ledger.claim(1n)).toBe(BigInt(expected['second_claim_same_block']!));
  });

  it('makes 100 tokens at 1 ETH one percent each (V10)', () => {
    const { inputs, expected } = vector<
      { nfts: number; price_eth: string },
      { vault_wei: string; earn_bps_each: number }
    >('V10');
    const ledger = new ShareLedger();
    const price = parseDecimal(inputs.price_eth, 18);
    for (let id = 0; id < inputs.nfts; id++) ledger.mint(BigInt(id), `owner ${id}`, price);
    expect(`${ledger.totalWeight}`).toBe(expected.vault_wei);
    expect((ledger.share(7n).weight * 10_000n) / ledger.totalWeight).toBe(
      BigInt(expected.earn_bps_each),
    );
  });

  it('pays 0.25 ETH of 10 to a token of 2.5 % (V11)', () => {
    const { inputs, expected } = vector<
      { profit_eth: string; share_bps: number },
      { payout_wei: string }
    >('V11');
    const ledger = new ShareLedger();
    ledger.mint(1n, 'ada', BigInt(inputs.share_bps));
    ledger.mint(2n, 'everybody else', BigInt(10_000 - inputs.share_bps));
    ledger.distribute(parseDecimal(inputs.profit_eth, 18));
    // The accumulator floors: one base unit at most stays owed.
    expect(BigInt(expected.payout_wei) - ledger.claim(1n)).toBeLessThanOrEqual(1n);
  });

  it('keeps its promises through random lives', () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('mint' as const),
        weight: fc.bigInt({ min: 1n, max: 1n << 60n }),
      }),
      fc.record({
        kind: fc.constant('distribute' as const),
        amount: fc.bigInt({ min: 1n, max: 10n ** 24n }),
      }),
      fc.record({
        kind: fc.constantFrom('claim' as const, 'transfer' as const, 'burn' as const),
        pick: fc.nat(),
      }),
    );
    let distributed = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        const ledger = new ShareLedger();
        const alive: bigint[] = [];
        let next = 0n;
        let paid = 0n;
        let given = 0n;
        let burned = 0n;
        let heaviest = 0n;
        let claims = 0n;
        for (const action of steps) {
          if (action.kind === 'mint') {
            ledger.mint(next, 'a', action.weight);
            expect(ledger.claimable(next)).toBe(0n);
            alive.push(next++);
          } else if (action.kind === 'distribute') {
            if (alive.length === 0) continue;
            ledger.distribute(action.amount);
            given += action.amount;
            distributed++;
          } else if (alive.length > 0) {
            const at = action.pick % alive.length;
            const id = alive[at]!;
            const before = ledger.claimable(id);
            if (action.kind === 'transfer') {
              ledger.transfer(id, 'b');
              expect(ledger.claimable(id)).toBe(before);
            } else if (action.kind === 'claim') {
              expect(ledger.claim(id)).toBe(before);
              expect(ledger.claim(id)).toBe(0n);
              paid += before;
              claims++;
            } else {
              expect(ledger.burn(id)).toBe(before);
              paid += before;
              burned++;
              alive.splice(at, 1);
            }
          }
          const owed = alive.reduce((sum, id) => sum + ledger.claimable(id), 0n);
          expect(paid + ledger.reserved).toBe(given);
          expect(owed).toBeLessThanOrEqual(ledger.reserved);
          // A token leaves less than a unit (a burned one for ever), a claim weight / 2^64 of one, and the carried
          // numerator is less than the total weight.
          if (ledger.totalWeight > heaviest) heaviest = ledger.totalWeight;
          const dust = BigInt(alive.length) + burned + (claims * heaviest + heaviest) / ACC + 1n;
          expect(ledger.reserved - owed).toBeLessThanOrEqual(dust);
        }
      }),
      { numRuns: 200 },
    );
    expect(distributed).toBeGreaterThan(100);
  });

  it('earns the same whether claimed once or after every distribution, to a unit', () => {
    const weight = fc.bigInt(1n, 1n << 62n);
    fc.assert(
      fc.property(weight, weight, fc.array(fc.bigInt(1n, 10n ** 9n)), (ada, bob, amounts) => {
        const often = new ShareLedger();
        const once = new ShareLedger();
        for (const ledger of [often, once]) {
          ledger.mint(1n, 'ada', ada);
          ledger.mint(2n, 'bob', bob);
        }
        let sum = 0n;
        for (const amount of amounts) {
          often.distribute(amount);
          once.distribute(amount);
          sum += often.claim(1n);
        }
        const lost = once.claim(1n) - sum;
        // Each claim loses at most weight / 2^64 of a unit.
        const most = (ada * BigInt(amounts.length)) / ACC + 1n;
        expect(lost >= 0n && lost <= most).toBe(true);
      }),
    );
  });

  it('moves a standing by exactly what a payment used up', () => {
    const ledger = new ShareLedger();
    ledger.mint(1n, 'ada', 1n);
    ledger.distribute(5n);
    ledger.claim(1n);
    expect(ledger.share(1n)).toMatchObject({ standing: 5n * ACC, claimed: 5n });
    ledger.mint(2n, 'bob', 2n);
    ledger.distribute(4n);
    expect([ledger.claim(1n), ledger.claim(2n)]).toEqual([1n, 2n]);
    // Four units over a weight of three: 4/3 for ada, of which one is paid; 8/3 for bob, of which two are.
    const grown = (4n * ACC) / 3n;
    expect(ledger.share(1n)).toMatchObject({ standing: 6n * ACC, claimed: 6n });
    expect(ledger.share(2n)).toMatchObject({ standing: 6n * ACC, claimed: 2n });
    expect(ledger.state().accumulator).toBe(5n * ACC + grown);
    expect(ledger.reserved).toBe(1n);
  });

  it('continues from its state', () => {
    const ledger = new ShareLedger();
    ledger.mint(1n, 'ada', 3n);
    ledger.distribute(10n);
    const copy = new ShareLedger(ledger.state());
    copy.distribute(1n);
    ledger.distribute(1n);
    expect(copy.state()).toEqual(ledger.state());
  });

  it.each([
    ['treasury/id-taken', (l: ShareLedger) => l.mint(1n, 'b', 1n)],
    ['treasury/bad-weight', (l: ShareLedger) => l.mint(2n, 'b', 0n)],
    ['treasury/no-share', (l: ShareLedger) => l.claim(9n)],
    ['treasury/no-share', (l: ShareLedger) => l.transfer(9n, 'b')],
    ['treasury/nothing-to-distribute', (l: ShareLedger) => l.distribute(0n)],
    ['treasury/no-shares', () => new ShareLedger().distribute(1n)],
  ])('refuses with %s', (code, act) => {
    const ledger = new ShareLedger();
    ledger.mint(1n, 'a', 1n);
    expect(() => act(ledger)).toThrow(expect.objectContaining({ code }));
  });
});
