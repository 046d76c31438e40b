/** Shares in the exit queue of a deployment elsewhere: anybody may mark the vault and settle them, so nobody waits for the agent. */
import { type Exit, exitRequestedAt, markVault, readVault, settleExit } from '#chain';
import { Fault } from '#kit';
import { type Acting, when } from './acting.ts';

/**
 * Settles a queued share at a mark that is younger than its request; where there is none yet, the vault is marked first.
 *
 * @param name Names the transactions.
 */
export async function settleAbroad(
  { ledger, account }: Acting,
  id: bigint,
  name: string,
): Promise<Exit> {
  if (!ledger.chain.knows(`${name}/settle`)) {
    const [{ markedAt }, asked] = await Promise.all([
      readVault(ledger),
      exitRequestedAt(ledger, id),
    ]);
    if (asked > 0 && markedAt <= asked) await markVault(ledger, account, when(`${name}/mark`));
  }
  return settleExit(ledger, account, id, when(`${name}/settle`));
}

/** Settles who asked to leave before a moment, those that came first at the head; what the vault refuses to settle stays in the queue. */
export async function settleLeavers(it: Acting, before: number): Promise<void> {
  const { pool, ledger, key } = it;
  const standing = (await pool.shares()).filter(({ weight }) => weight > 0n);
  const asked = await Promise.all(
    standing.map(async ({ id }) => ({ id, at: await exitRequestedAt(ledger, id) })),
  );
  const leaving = asked.filter(({ at }) => at > 0 && at < before).sort((a, b) => a.at - b.at);
  for (const { id } of leaving) {
    try {
      await settleAbroad(it, id, `${key}/leaver/${id}`);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'chain/reverted') throw error;
    }
  }
}
