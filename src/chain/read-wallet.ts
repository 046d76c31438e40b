/** What a wallet has and has allowed, and what an exit queue and the budgets stand at. */
import type { Address } from '#kit';
import type { Ledger } from './deployment.ts';
import { mockTokenAbi } from './generated/mock-token-abi.ts';
import { vaultAbi } from './generated/vault-abi.ts';

/** Budgets in 1e-8 of net asset value, refilled to now. */
export interface BudgetState {
  readonly turnover: bigint;
  readonly loss: bigint;
}

/** Quote units that the vault may take of an account. */
export function vaultAllowance({ chain, deployment }: Ledger, owner: Address): Promise<bigint> {
  return chain.client.readContract({
    address: deployment.quote.address,
    abi: mockTokenAbi,
    functionName: 'allowance',
    args: [owner, deployment.vault],
  });
}

/** Quote units that a share costs at least. */
export function smallestMint({ chain, deployment }: Ledger): Promise<bigint> {
  return chain.client.readContract({
    address: deployment.vault,
    abi: vaultAbi,
    functionName: 'mintPrice',
  });
}

/** When a share was queued to leave, in Unix seconds; 0 where it is not. */
export async function exitRequestedAt({ chain, deployment }: Ledger, id: bigint): Promise<number> {
  const asked = await chain.client.readContract({
    address: deployment.vault,
    abi: vaultAbi,
    functionName: 'exitRequestedAt',
    args: [id],
  });
  return Number(asked);
}

/**
 * How much of the budgets is used now. A budget is half full at most and refills by half a window's worth per window
 * (`Bucket.sol`).
 *
 * @param limits The limits in force, bps.
 */
export async function readBudgets(
  { chain, deployment }: Ledger,
  limits: { readonly turnoverBps: number; readonly lossBps: number; readonly window: number },
): Promise<BudgetState> {
  const kept = await chain.client.readContract({
    address: deployment.vault,
    abi: vaultAbi,
    functionName: 'budgets',
  });
  const elapsed = BigInt(chain.now()) - kept.at;
  const now = (used: bigint, bps: number): bigint => {
    const window = BigInt(limits.window);
    if (window === 0n || elapsed >= window) return 0n;
    const refill = (((BigInt(bps) * 10_000n) / 2n) * elapsed) / window;
    return used > refill ? used - refill : 0n;
  };
  return {
    turnover: now(kept.turnover, limits.turnoverBps),
    loss: now(kept.loss, limits.lossBps),
  };
}
