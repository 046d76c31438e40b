/** What a replay is made from and what it finds; and how the kept lines of an attempt are checked again. */
import type { Hex } from '#kit';
import type { DirectPrimitives, Enrolment } from '#members/keys';
import type { Archive } from './archive.ts';
import type { Attempt } from './attempt.ts';
import type { BlobPort } from './request.ts';

/** Where a round is replayed from. */
export interface ReplaySource {
  readonly primitives: DirectPrimitives;
  readonly archive: Archive;
  readonly blobs: BlobPort;
  readonly roster: readonly Enrolment[];
}

/** What a replay found. */
export interface Replay {
  readonly round: number;
  readonly attempt: number;
  /** Messages checked again: signatures, sizes, hashes. */
  readonly messages: number;
  /** Masked vectors in the sums. */
  readonly vectors: number;
  readonly cohorts: readonly {
    readonly members: number;
    readonly survivors: number;
    readonly weight: number;
  }[];
  /** Hash of the recomputed model. */
  readonly model: Hex;
  /** Hash of the recorded model. */
  readonly recorded: Hex;
  readonly problems: readonly string[];
}

/** Checks and applies every kept line of an attempt. */
export async function replayLines(
  source: ReplaySource,
  attempt: Attempt,
  problems: string[],
): Promise<{ messages: number; vectors: number }> {
  let [messages, vectors] = [0, 0];
  for (const [i, line] of source.archive.lines(attempt.id).entries()) {
    try {
      if ('closed' in line) {
        attempt.apply(line);
        continue;
      }
      const packed = line.step === 'input' ? await source.blobs.get(line.cid) : undefined;
      const message = line.message as never;
      attempt.check({ step: line.step, message, ...(packed ? { packed } : {}) });
      attempt.apply(line, packed);
      messages++;
      if (packed) vectors++;
    } catch (error) {
      problems.push(`line ${i + 1}: ${(error as Error).message}`);
    }
  }
  return { messages, vectors };
}
