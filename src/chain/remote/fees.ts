/** What a transaction offers for its gas. */
import { Fault } from '#kit';
import type { Ask } from './ask-node.ts';

/** Wei per gas. */
export interface Fees {
  readonly maxFee: bigint;
  readonly tip: bigint;
}

const GWEI = 10n ** 9n;

/**
 * Twice the base fee and the usual tip, at most `cap`.
 *
 * @throws Fault `chain/fees-too-high` where the cap does not even pay the present base fee.
 */
export async function presentFees(ask: Ask, cap: bigint): Promise<Fees> {
  const [block, tipSaid] = await Promise.all([
    ask('eth_getBlockByNumber', ['latest', false]) as Promise<{ baseFeePerGas?: string }>,
    ask('eth_maxPriorityFeePerGas').catch(() => null),
  ]);
  const base = BigInt(block.baseFeePerGas ?? 0);
  const tip = tipSaid === null ? GWEI : BigInt(tipSaid as string);
  if (base + tip > cap) {
    throw new Fault(
      'chain/fees-too-high',
      `gas costs ${base + tip} wei now and the limit is ${cap}; wait, or raise the limit`,
    );
  }
  const maxFee = 2n * base + tip;
  return { maxFee: maxFee > cap ? cap : maxFee, tip };
}

/**
 * Fees that replace a transaction: at least a quarter more than before (nodes ask for a tenth), and not less than now is usual.
 * `undefined` where the cap leaves no room.
 */
export function raisedFees(before: Fees, now: Fees, cap: bigint): Fees | undefined {
  const raise = (fee: bigint): bigint => (fee * 5n + 3n) / 4n;
  const maxFee = most(raise(before.maxFee), now.maxFee);
  const tip = most(raise(before.tip), now.tip);
  return maxFee > cap || tip > maxFee ? undefined : { maxFee, tip };
}

function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
