/** What the guardian may do without a vote: stop and tighten, never loosen. */
import type { Account } from './accounts.ts';
import type { When } from './chain.ts';
import type { Ledger, Limits } from './deployment.ts';
import { vaultAbi } from './generated/vault-abi.ts';
import { deed, type Deed, transact } from './transact.ts';

/**
 * Stops trading and mints until a time, at most seven days ahead; claims and exits go on. A running pause may be lengthened to seven days
 * in all; once it is over the guardian waits seven days before the next.
 *
 * @param until Unix seconds.
 * @throws Fault `chain/reverted`, `meta.error` `PauseTooLong`, `PausedBefore` or `NotGuardian`.
 */
export async function pauseVault(
  ledger: Ledger,
  guardian: Account,
  until: number,
  when: When,
): Promise<Deed> {
  const call = { ...vault(ledger), functionName: 'pause', args: [until] } as const;
  return deed(await transact(ledger, guardian, call, when));
}

/** Ends the agent's session at once; a vote names the next agent. */
export async function revokeAgent(ledger: Ledger, guardian: Account, when: When): Promise<Deed> {
  const call = { ...vault(ledger), functionName: 'revokeAgent', args: [] } as const;
  return deed(await transact(ledger, guardian, call, when));
}

/**
 * Sets limits that are all as tight as those in force or tighter.
 *
 * @throws Fault `chain/reverted`, `meta.error` `Loosens`.
 */
export async function tightenLimits(
  ledger: Ledger,
  guardian: Account,
  limits: Limits,
  when: When,
): Promise<Deed> {
  const call = { ...vault(ledger), functionName: 'tighten', args: [limits] } as const;
  return deed(await transact(ledger, guardian, call, when));
}

function vault(ledger: Ledger): { address: Ledger['deployment']['vault']; abi: typeof vaultAbi } {
  return { address: ledger.deployment.vault, abi: vaultAbi };
}
