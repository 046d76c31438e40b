import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecimal, parseDecimal } from '#kit';
import { vector } from '../../test/vectors.ts';
import { nothingHeld, recordPurchase, recordSale } from './cost-basis.ts';

const sale = (sold: bigint, gross: bigint) => ({ sold, gross, fee: 0n, gas: 0n });

describe('cost basis', () => {
  it('realises 18.41 USDC on the sale of 0.1 WETH (V27)', () => {
    const { inputs, expected } = vector<
      Record<
        | 'position_weth'
        | 'entry_cost_usdc_incl_fees'
        | 'exit_gross_usdc'
        | 'swap_fee_usdc'
        | 'gas_usdc',
        string
      >,
      { net_proceeds: string; realised_pnl: string }
    >('V27');
    const usdc = (text: string): bigint => parseDecimal(text, 6);
    const weth = parseDecimal(inputs.position_weth, 18);
    const basis = recordPurchase(nothingHeld, {
      bought: weth,
      spent: usdc(inputs.entry_cost_usdc_incl_fees),
    });
    const realised = recordSale(basis, {
      sold: weth,
      gross: usdc(inputs.exit_gross_usdc),
      fee: usdc(inputs.swap_fee_usdc),
      gas: usdc(inputs.gas_usdc),
    });
    expect(formatDecimal(realised.netProceeds, 6)).toBe(expected.net_proceeds);
    expect(formatDecimal(realised.pnl, 6)).toBe(expected.realised_pnl);
    expect(realised.basis).toEqual(nothingHeld);
  });

  it('averages two purchases', () => {
    const first = recordPurchase(nothingHeld, { bought: 10n, spent: 100n });
    const both = recordPurchase(first, { bought: 10n, spent: 200n });
    expect(recordSale(both, sale(5n, 100n))).toEqual({
      basis: { held: 15n, cost: 225n },
      netProceeds: 100n,
      pnl: 25n,
    });
  });

  it('loses no unit: all profit is what came in less what went out', () => {
    const trade = fc.record({ buy: fc.bigInt(1n, 10n ** 9n), quote: fc.bigInt(0n, 10n ** 12n) });
    fc.assert(
      fc.property(fc.array(fc.tuple(trade, trade), { minLength: 1, maxLength: 30 }), (pairs) => {
        let basis = nothingHeld;
        let [flows, pnl] = [0n, 0n];
        for (const [bought, sold] of pairs) {
          basis = recordPurchase(basis, { bought: bought.buy, spent: bought.quote });
          flows -= bought.quote;
          const amount = sold.buy < basis.held ? sold.buy : basis.held;
          const realised = recordSale(basis, sale(amount, sold.quote));
          basis = realised.basis;
          pnl += realised.pnl;
          flows += sold.quote;
          expect(flows).toBe(pnl - basis.cost);
        }
        if (basis.held > 0n) basis = recordSale(basis, sale(basis.held, 0n)).basis;
        expect(basis).toEqual(nothingHeld);
      }),
    );
  });

  it.each([
    ['trading/oversold', () => recordSale({ held: 1n, cost: 1n }, sale(2n, 1n))],
    ['trading/bad-fill', () => recordSale({ held: 1n, cost: 1n }, sale(0n, 1n))],
    ['trading/bad-fill', () => recordSale({ held: 1n, cost: 1n }, sale(1n, -1n))],
    ['trading/bad-fill', () => recordPurchase(nothingHeld, { bought: 0n, spent: 1n })],
  ])('refuses with %s', (code, act) => {
    expect(act).toThrow(expect.objectContaining({ code }));
  });
});
