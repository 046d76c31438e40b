/** A member learns only by what the group founded or voted for: before it trains it asks the chain, not the hub. */
import { decodeFederation, encodeFederation } from '#governance';
import { Fault, type Hex } from '#kit';
import type { Memory, RoundPlan } from '#rounds/member';
import { assertFits, type Ground, type Lesson } from '#season/lesson';

/**
 * Compares the lesson's strategy with the word on chain. A vote that was carried out while a round was opened holds from the round
 * after it, so the strategy before may come once more.
 *
 * @param voted the word on chain, see `readVotedStrategy`
 * @throws Fault `members/other-strategy` where the lesson follows neither
 */
export function followVote(memory: Memory, plan: RoundPlan, voted: Hex): void {
  const { season, round, draw } = plan;
  const lesson = JSON.parse(String(plan.training)) as Lesson;
  const taught = encodeFederation(lesson.federation ?? { name: 'fedavg' });
  const cohorts = draw.turn === undefined ? 'fixed' : 'drawn';
  const wanted =
    meaningOf(voted, { privacy: lesson.privacy, cohorts }) ??
    (memory.recall(`founded/${season}`) as Hex | undefined);
  if (wanted === undefined) memory.remember(`founded/${season}`, taught);
  const before = lastTaught(memory, plan);
  if (wanted !== undefined && wanted !== taught) {
    const seen = `voted/${season}/${voted}`;
    const first = (memory.recall(seen) as number | undefined) ?? round;
    if (first < round || (before !== undefined && before !== taught)) throw otherStrategy(round);
    memory.remember(seen, first);
  }
  const name = `taught/${season}/${round}`;
  if ((memory.recall(name) ?? taught) !== taught) throw otherStrategy(round);
  if (before !== taught) memory.remember(name, taught);
}

/** What a word asks for; nothing where it is zero or names no strategy that fits, which changes nothing for anybody. */
function meaningOf(word: Hex, ground: Ground): Hex | undefined {
  try {
    const federation = decodeFederation(word);
    if (!federation) return undefined;
    assertFits(federation, ground);
    return word;
  } catch {
    return undefined;
  }
}

function lastTaught(memory: Memory, { season, round }: RoundPlan): Hex | undefined {
  for (let at = round - 1; at >= 1; at--) {
    const taught = memory.recall(`taught/${season}/${at}`) as Hex | undefined;
    if (taught) return taught;
  }
  return undefined;
}

function otherStrategy(round: number): Fault {
  return new Fault(
    'members/other-strategy',
    `the lesson of round ${round} follows a strategy that the group neither founded nor voted for; this member sits it out: ask the hub's operator`,
  );
}
