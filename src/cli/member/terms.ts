/** What a season will cost this member's privacy: heard before its first round, told in a sentence, and weighed against the member's limit. */
import { Fault } from '#kit';
import type { NoisyTraining, PrivacyLedger, PrivacyLimit } from '#members/privacy';
import type { Memory, Plain } from '#rounds/member';

/** Terms as the hub announces them; fractions as text, as in everything signed. */
interface SeasonTerms {
  readonly season: string;
  readonly rounds: number;
  /** Null where the season adds no noise. */
  readonly noise: {
    readonly sigma: string;
    readonly rate: string;
    readonly stepsPerRound: number;
    /** Of rounds, and of training alone beside them. */
    readonly steps: number;
  } | null;
}

/** Terms as they are kept: what had been charged when they were heard, and whether the member went along. */
interface KeptTerms extends SeasonTerms {
  readonly charges: number;
  readonly joins: boolean;
}

/** A member's view of the season's terms. */
export interface Terms {
  /** Takes an announcement; the same one again changes nothing. */
  hear(announced: Plain): Plain;
  /** What was heard last, in a sentence; undefined before. */
  sentence(): string | undefined;
  /**
   * Called before any training of a season; of the season heard last where none is named.
   *
   * @throws Fault `members/budget-too-small` where it would cost more than a member allows that set no budget: nothing is spent
   *   then. One that set a budget trains until that is spent.
   */
  admit(season?: string): void;
}

/**
 * Opens what the member's memory knows of its season.
 *
 * @param limit and whether the member set it itself
 */
export function openTerms(
  memory: Memory,
  ledger: PrivacyLedger,
  limit: PrivacyLimit & { readonly chosen: boolean },
): Terms {
  let heard = 0;
  let last: KeptTerms | undefined;
  for (let kept; (kept = memory.recall(`terms/${heard + 1}`) as KeptTerms | undefined); heard++)
    last = kept;

  /** ε that all of the season would leave the member at, of which part may be charged already. */
  function whole({ noise, charges }: KeptTerms): number {
    const steps = noise!.steps - ledger.stepsSince(charges);
    return steps > 0 ? ledger.after({ ...trainingOf(noise!), steps }) : ledger.state().spent;
  }

  /** Rounds, from now on, that the limit pays for. */
  function affordable({ noise, rounds }: KeptTerms): number {
    let [low, high] = [0, rounds];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const steps = middle * noise!.stepsPerRound;
      if (ledger.after({ ...trainingOf(noise!), steps }) <= limit.epsilon) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  function sentenceOf(terms: KeptTerms): string {
    const { noise, rounds, joins } = terms;
    if (!noise && limit.chosen)
      return `privacy: this season adds no noise, and this member has a privacy budget: it sits the learning out; start it with --privacy-budget none to learn all the same`;
    if (!noise)
      return 'privacy: this season adds no noise, so nothing is promised and nothing is counted; a member started with --privacy-budget sits such a season out';
    const all = whole(terms);
    const price = `privacy: the ${rounds} rounds of this season, and training alone for comparison, bring this member to ε ${all.toFixed(1)} at δ ${limit.delta} at the most`;
    if (all <= limit.epsilon) return `${price}; its limit is ${limit.epsilon}, which is enough`;
    const remedy = `start it again with --privacy-budget ${Math.ceil(all)}`;
    if (limit.chosen || joins)
      return `${price}; its limit is ${limit.epsilon}, which is enough for ${affordable(terms)} more rounds: then it stops by itself; for all of them ${remedy}`;
    return `${price}; nobody set its budget, and without one it allows ${limit.epsilon}: it sits the learning out and spends nothing; to take part ${remedy}`;
  }

  return {
    hear(announced) {
      const terms = readTerms(announced);
      if (last?.season !== terms.season) {
        const { charges } = ledger.state();
        const told = { ...terms, charges, joins: true };
        const joins = !terms.noise || limit.chosen || whole(told) <= limit.epsilon;
        last = { ...told, joins };
        memory.remember(`terms/${++heard}`, last);
      }
      return { joins: limit.chosen || last.joins };
    },
    sentence: () => last && sentenceOf(last),
    admit(season = last?.season) {
      if (!last || last.season !== season || last.joins || limit.chosen) return;
      throw new Fault('members/budget-too-small', sentenceOf(last));
    },
  };
}

function trainingOf({
  sigma,
  rate,
}: {
  readonly sigma: string;
  readonly rate: string;
}): Omit<NoisyTraining, 'steps'> {
  return { sigma: Number(sigma), rate: Number(rate) };
}

function readTerms(announced: Plain): SeasonTerms {
  const { season, rounds, noise } = (announced ?? {}) as unknown as SeasonTerms;
  const whole = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 0;
  const positive = (value: unknown): boolean => Number(value) > 0 && Number(value) < 1e6;
  const fits =
    typeof season === 'string' &&
    whole(rounds) &&
    (noise === null ||
      (positive(noise?.sigma) &&
        positive(noise.rate) &&
        Number(noise.rate) <= 1 &&
        whole(noise.stepsPerRound) &&
        whole(noise.steps)));
  if (fits) return { season, rounds, noise };
  throw new Fault(
    'members/bad-terms',
    `the hub announced a season as ${JSON.stringify(announced)}, which names no rounds or no noise; ask its operator`,
  );
}
