/** Staked shares as they follow from the events: the same steps and rounding as `Stakes.sol`. */

/** All stakes together; times in Unix seconds. */
export interface StakePool {
  readonly cycle: number;
  readonly stakedWeight: bigint;
  readonly carried: bigint;
  readonly countedAt: number;
  readonly weightSeconds: bigint;
}

/** A cycle that ended; rate and index in 2^-96 quote units per weight. */
export interface StakeCycle {
  readonly endedAt: number;
  readonly rate: bigint;
  readonly index: bigint;
}

/** One share's stake. */
export interface StakeBooks {
  readonly id: bigint;
  readonly weight: bigint;
  readonly active: boolean;
  readonly since: number;
  /** The cycle that `weightSeconds` belongs to; 0 for a share that was never staked. */
  readonly cycle: number;
  readonly weightSeconds: bigint;
  readonly owed: bigint;
}

/** Everything at one moment. */
export interface StakeLedger {
  pool: StakePool;
  /** By number, from 0, which stands for the time before the first. */
  readonly cycles: Map<number, StakeCycle>;
  readonly stakes: Map<bigint, StakeBooks>;
}

/** The time of the deployment never matters: nothing was staked before the first stake. */
export const NO_STAKES: StakePool = {
  cycle: 1,
  stakedWeight: 0n,
  carried: 0n,
  countedAt: 0,
  weightSeconds: 0n,
};
export const BEFORE: StakeCycle = { endedAt: 0, rate: 0n, index: 0n };

const ONE = 1n << 96n;

/** `Stakes._count`. */
export function counted(pool: StakePool, at: number): StakePool {
  const more = pool.stakedWeight * BigInt(at - pool.countedAt);
  return { ...pool, weightSeconds: pool.weightSeconds + more, countedAt: at };
}

/** `Stakes.notify`: a payment ends the cycle, or waits for one in which something was staked. */
export function afterPayment(
  { pool, cycles }: Pick<StakeLedger, 'pool' | 'cycles'>,
  paid: bigint,
  at: number,
): { readonly pool: StakePool; readonly ended: StakeCycle | undefined } {
  if (paid === 0n) return { pool, ended: undefined };
  const now = counted(pool, at);
  const amount = paid + now.carried;
  const seconds = now.weightSeconds;
  if (seconds === 0n) return { pool: { ...now, carried: amount }, ended: undefined };
  const rate = (amount * ONE) / seconds;
  const used = (rate * seconds + ONE - 1n) / ONE;
  const last = cycles.get(now.cycle - 1) ?? BEFORE;
  const ended = { endedAt: at, rate, index: last.index + rate * BigInt(at - last.endedAt) };
  const next = { ...now, cycle: now.cycle + 1, carried: amount - used, weightSeconds: 0n };
  return { pool: next, ended };
}

/** `Stakes._settled`: a stake as of now. */
export function settledStake(
  { pool, cycles }: Pick<StakeLedger, 'pool' | 'cycles'>,
  stake: StakeBooks,
  at: number,
): StakeBooks {
  let { owed, weightSeconds, since } = stake;
  if (stake.cycle < pool.cycle) {
    if (stake.cycle !== 0) {
      const ended = cycles.get(stake.cycle)!;
      if (stake.active) {
        weightSeconds += stake.weight * BigInt(ended.endedAt - since);
        owed += ((cycles.get(pool.cycle - 1)!.index - ended.index) * stake.weight) / ONE;
      }
      owed += (ended.rate * weightSeconds) / ONE;
    }
    weightSeconds = 0n;
    since = (cycles.get(pool.cycle - 1) ?? BEFORE).endedAt;
  }
  if (stake.active) weightSeconds += stake.weight * BigInt(at - since);
  return { ...stake, cycle: pool.cycle, weightSeconds, since: at, owed };
}
