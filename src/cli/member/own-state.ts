/**
 * What a strategy lets a member carry from round to round: control variates, or a model of its own. In the member's folder, one
 * file a round, written before the update leaves; it counts once the round's sum was opened with our help.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Hex } from '#kit';
import { writeDurably } from '#members';
import type { Memory, RoundPlan } from '#rounds/member';

/** Where it is kept. */
export interface OwnState {
  /**
   * What was kept in the newest round before this one that was summed with us, from round `since` on, when the strategy began;
   * undefined where there is none.
   */
  last(plan: RoundPlan, since?: number): Float32Array | undefined;
  keep(plan: RoundPlan, values: Float32Array): void;
}

const SUFFIX = '.own';

/** @param idOf the id of a plan, by which `memory` holds whether its sum was opened */
export function openOwnState(
  folder: string,
  memory: Pick<Memory, 'recall'>,
  idOf: (plan: RoundPlan) => Hex,
): OwnState {
  const fileOf = (id: Hex): string => join(folder, `${id}${SUFFIX}`);

  function newest({ season, round }: RoundPlan, since = 1): Hex | undefined {
    for (let at = round - 1; at >= since; at--) {
      for (let attempt = 1; ; attempt++) {
        const id = memory.recall(`joined/${season}/${at}/${attempt}`) as Hex | undefined;
        if (id === undefined) break;
        if (memory.recall(`reveal/${id}`) && existsSync(fileOf(id))) return id;
      }
    }
    return undefined;
  }

  return {
    last(plan, since) {
      const id = newest(plan, since);
      return id && new Float32Array(new Uint8Array(readFileSync(fileOf(id))).buffer);
    },
    keep(plan, values) {
      const mine = idOf(plan);
      const before = newest(plan);
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      writeDurably(fileOf(mine), bytes);
      for (const name of readdirSync(folder)) {
        const id = name.slice(0, -SUFFIX.length);
        if (name.endsWith(SUFFIX) && id !== mine && id !== before) rmSync(join(folder, name));
      }
    },
  };
}
