/** A member's privacy in words: its limit, what was spent, and what it tells the hub of it. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { canonicalJson, Fault, utf8 } from '#kit';
import { type MemberFolder, openFolder, readFacts, writeDurably } from '#members';
import { type PrivacyLedger, PrivacyLedger as Ledger, type PrivacyLimit } from '#members/privacy';
import type { Plain } from '#rounds/member';
import { ownModelSentence } from './own-model.ts';
import { openTerms } from './terms.ts';

/** Without a word of the member: what a season of this house may cost at the most. */
export const USUAL_LIMIT: PrivacyLimit = { epsilon: 10, delta: 1e-5 };

/** A limit, and whether the member set it itself: then it takes no part in training without noise. */
export interface ChosenLimit extends PrivacyLimit {
  readonly chosen: boolean;
}

/** The limit of a member, kept in its folder once it is given, until it is taken back with `none`. */
export function privacyLimit(
  folder: MemberFolder,
  epsilon: number | 'none' | undefined,
): ChosenLimit {
  if (epsilon === 'none') rmSync(folder.privacy, { force: true });
  else if (epsilon !== undefined)
    writeDurably(folder.privacy, utf8(canonicalJson({ epsilon: String(epsilon) })));
  if (!existsSync(folder.privacy)) return { ...USUAL_LIMIT, chosen: false };
  const kept = Number(read(folder.privacy));
  if (kept > 0) return { ...USUAL_LIMIT, epsilon: kept, chosen: true };
  throw new Fault(
    'members/bad-limit',
    `${folder.privacy} holds no limit; give one with --privacy-budget`,
  );
}

/** What a member tells the hub: it says nothing of its data that its count of trainings does not. */
export function privacyStatement(ledger: PrivacyLedger): Plain {
  const { spent, limit, charges } = ledger.state();
  return {
    epsilonMilli: Math.ceil(spent * 1000),
    limitMilli: Math.floor(limit.epsilon * 1000),
    delta: String(limit.delta),
    trainings: charges,
  };
}

/** What `hanse member status` prints; reads the folder and changes nothing in it. */
export function privacyReport(dir: string): string {
  if (!existsSync(dir)) {
    throw new Fault('members/folder', `there is no member folder ${dir}; give --dir its path`);
  }
  const folder = openFolder(dir);
  const facts = readFacts(folder.memory);
  const limit = privacyLimit(folder, undefined);
  const remember = (): never => {
    throw new Fault('members/read-only', 'a report changes nothing');
  };
  const ledger = new Ledger({ ...facts, remember }, limit);
  const { spent, charges } = ledger.state();
  const season = openTerms({ ...facts, remember }, ledger, limit).sentence();
  const own = ownModelSentence(folder.path);
  const left = Math.max(0, limit.epsilon - spent);
  return [
    `privacy: ε ${spent.toFixed(3)} of ${limit.epsilon} spent at δ ${limit.delta}, by ${charges} private trainings; ${left.toFixed(3)} left`,
    'what is counted: the influence of one block of your candles, and so of each candle, on everything sent',
    limit.chosen
      ? 'training without noise is refused, because you set a budget'
      : 'training without noise is not counted here and not refused; --privacy-budget refuses it',
    ...[season, own].filter((sentence) => sentence !== undefined),
  ].join('\n');
}

function read(path: string): unknown {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { epsilon?: unknown }).epsilon;
  } catch {
    return undefined;
  }
}
