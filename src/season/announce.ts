/** Tells members before the first round what the season will cost their privacy, so that nobody finds out in the midst of it. */
import type { SeasonContext } from './context.ts';
import { privacyTerms } from './privacy.ts';

/** Puts the terms on every member's desk, before anything to be trained; nobody is waited for. */
export function announceTerms({ config, plan, desk, id }: SeasonContext): void {
  const { lesson } = privacyTerms(config, plan);
  const { rounds } = config;
  const noise = lesson && {
    sigma: String(lesson.sigma),
    rate: String(lesson.rate),
    stepsPerRound: lesson.steps,
    // Training alone, for comparison, takes as many as all rounds.
    steps: 2 * lesson.steps * rounds,
  };
  const input = { season: id, rounds, noise: noise ?? null };
  for (const { index } of plan.members)
    desk.put({ id: `terms/${id}/${index}`, member: index, kind: 'terms', input });
}
