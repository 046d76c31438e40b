import { type Verdict, verdict } from './verdict.ts';

/** When market data was last confirmed, in blocks and in milliseconds. */
export interface HeartbeatInput {
  readonly lastBlock: number;
  readonly block: number;
  readonly lastTime: number;
  readonly now: number;
  readonly maxBlocks?: number;
  readonly maxAge?: number;
}

/** 25 blocks and 300 seconds. */
export const HEARTBEAT = { maxBlocks: 25, maxAge: 300_000 } as const;

/** Fresh by both clocks, blocks and time; an age from the future is as stale as one from the past. */
export function guardHeartbeat({
  lastBlock,
  block,
  lastTime,
  now,
  maxBlocks = HEARTBEAT.maxBlocks,
  maxAge = HEARTBEAT.maxAge,
}: HeartbeatInput): Verdict {
  const blocks = block - lastBlock;
  const age = now - lastTime;
  const ok = blocks >= 0 && blocks <= maxBlocks && age >= 0 && age <= maxAge;
  return verdict(
    'guard/stale-heartbeat',
    ok,
    `The last heartbeat is ${blocks} blocks and ${age / 1000} s old; ${ok ? 'that is fresh' : 'that is stale'}: up to ${maxBlocks} blocks and ${maxAge / 1000} s count.`,
  );
}
