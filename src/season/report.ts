import type { Claim, Cycle, Member, Round, Season, SeasonReport, Trade, Vault } from '#api';
import type { JournalEntry } from '#journal';
import { formatDecimal, parseDecimal } from '#kit';
import { StatementBook } from './statements.ts';
import { ENTRIES, type EntryData, type EntryKind, type VaultState } from './entries.ts';

interface Mark {
  readonly at: number;
  readonly index: number;
  readonly text: string;
}

/** Decimal places that hold every amount here (18 for the finest asset). */
const PLACES = 18;

/** Stands where a rule's origin is told, once the group has voted for another one. */
const BY_VOTE = 'by vote';

/** The most points a series has in a report. */
const POINTS = 600;

type Handlers = {
  readonly [Kind in EntryKind]: (data: EntryData<Kind>, entry: JournalEntry) => void;
};

/**
 * A season's report, grown entry by entry from the journal and from nothing else: whatever it says can be traced to a line.
 *
 * @example
 * const report = new ReportBuilder();
 * for (const entry of journal.after(0)) report.apply(entry);
 * report.report();
 */
export class ReportBuilder {
  #season: Season | undefined;
  #members = new Map<string, Member>();
  #rounds: Round[] = [];
  #model: SeasonReport['model'] = null;
  #trades: Trade[] = [];
  #vault: VaultState | undefined;
  #marks: Mark[] = [];
  #cycles: Cycle[] = [];
  #claims: Claim[] = [];
  readonly #statements = new StatementBook();
  #proposal: SeasonReport['proposal'] = null;
  #baselines: SeasonReport['baselines'] = null;
  #checkpoints: SeasonReport['journal']['checkpoints'] = [];
  #entries = 0;
  readonly #handlers = this.#makeHandlers();

  /** Takes in the next entry; kinds it does not know only count. */
  apply(entry: JournalEntry): void {
    this.#entries = entry.seq;
    if (this.#season) this.#season.now = Math.max(this.#season.now, entry.at);
    if (!(entry.kind in ENTRIES)) return;
    this.#statements.apply(entry);
    const kind = entry.kind as EntryKind;
    const data = ENTRIES[kind].parse(entry.data);
    (this.#handlers[kind] as (data: unknown, entry: JournalEntry) => void)(data, entry);
  }

  /** What the season is at; `preparing` before it is opened. */
  get status(): Season['status'] {
    return this.#season?.status ?? 'preparing';
  }

  /** Whether a season was opened. */
  get opened(): boolean {
    return this.#season !== undefined;
  }

  /** All trades so far, oldest first. */
  get trades(): readonly Trade[] {
    return this.#trades;
  }

  /** Total-return NAV marks so far, oldest first. */
  get marks(): readonly Mark[] {
    return this.#marks;
  }

  /**
   * The report as of the last entry. Throws nothing; before a season is opened there is none.
   *
   * @param verified whether the journal was verified when the report was asked for
   */
  report(verified: boolean): SeasonReport | undefined {
    if (!this.#season) return undefined;
    return {
      season: this.#season,
      members: [...this.#members.values()],
      rounds: this.#rounds,
      model: this.#model,
      trades: this.#trades,
      vault: this.#vaultNow(),
      distribution: {
        total: sum(this.#cycles.map((cycle) => cycle.distributed)),
        cycles: this.#cycles,
      },
      claims: this.#claims,
      statements: this.#statements.days(),
      proposal: this.#proposal,
      baselines: this.#baselines,
      journal: { entries: this.#entries, verified, checkpoints: this.#checkpoints },
    };
  }

  #vaultNow(): Vault | null {
    if (!this.#vault) return null;
    const indices = this.#marks.map((mark) => mark.index);
    return {
      ...this.#vault,
      drawdownPercent: percent(drawdowns(indices).at(-1) ?? 0),
      maxDrawdownPercent: percent(drawdowns(indices).reduce((a, b) => Math.max(a, b), 0)),
      series: thin(this.#marks, POINTS).map(({ at, text }) => ({ at, value: text })),
    };
  }

  #makeHandlers(): Handlers {
    const season = (): Season => this.#season!;
    const member = (id: string): Member => this.#members.get(id)!;
    return {
      'season/opened': (data, entry) => {
        this.#season = newSeason(data, entry.at);
        for (const plan of data.members) this.#members.set(plan.id, newMember(plan));
      },
      // The lesson names it to members; the report tells what came of it.
      'federation/set': () => undefined,
      'federation/refused': () => undefined,
      'chain/deployed': (data) => Object.assign(season(), data),
      'privacy/agreed': (data) => (season().privacy = data),
      'privacy/told': ({ member: id, ...told }) => (member(id).privacy = told),
      'member/enrolled': (data) =>
        Object.assign(member(data.member), { address: data.address, online: true }),
      'member/gone': (data) => (member(data.member).online = false),
      'member/back': (data) => (member(data.member).online = true),
      'share/minted': (data) => {
        const who = member(data.member);
        who.deposited = sum([who.deposited, data.assets]);
        who.shareWeight = sum([who.shareWeight, data.weight]);
        shares([...this.#members.values()]);
      },
      'round/opened': (data, entry) => {
        season().status = 'learning';
        this.#rounds = this.#rounds.filter((round) => round.round !== data.round);
        this.#rounds.push(openRound(data, entry.at));
      },
      'round/closed': (data, entry) => {
        const at = this.#rounds.findIndex((round) => round.round === data.round);
        const { memberLosses, ...rest } = data;
        this.#rounds[at] = { ...this.#rounds[at]!, ...rest, closedAt: entry.at };
        for (const [id, loss] of Object.entries(memberLosses)) member(id).trainingLoss.push(loss);
      },
      'evaluation/committed': () => undefined,
      'evaluation/revealed': () => undefined,
      'evaluation/agreed': () => undefined,
      'evaluation/failed': () => undefined,
      'scores/published': (data) => {
        const total = Object.values(data.scores).reduce((a, score) => a + Number(score), 0);
        for (const [id, score] of Object.entries(data.scores)) {
          member(id).score = score;
          member(id).scorePercent = percent(total > 0 ? Number(score) / total : 0);
        }
      },
      'model/ready': (data) => {
        this.#model = data.model;
        season().threshold = data.threshold;
        season().status = 'trading';
      },
      'model/loaded': () => undefined,
      'model/missing': () => undefined,
      'rules/changed': ({ policy, threshold }) => {
        if (policy) season().policy = { preset: BY_VOTE, bps: policy };
        if (threshold) season().threshold = { value: threshold, chosenOn: BY_VOTE, candidates: 0 };
      },
      'vault/opened': (data) => {
        this.#vault = data.vault;
      },
      decision: (data, entry) => {
        this.#marks.push({ at: entry.at, index: Number(data.index), text: data.index });
      },
      trade: (data, entry) => void this.#trades.push({ ...data, at: entry.at }),
      'trade/refused': () => {},
      'cycle/closed': (data, entry) => {
        const { day, realised, distributed, split, note, txHash } = data;
        this.#cycles.push({ day, at: entry.at, realised, distributed, split, note, txHash });
        this.#vault = data.vault;
        season().day = day;
        for (const [id, amount] of Object.entries(data.claimable)) allot(member(id), amount);
      },
      'share/staked': () => {},
      'compounding/set': () => {},
      'guard/acted': () => {},
      'exit/queued': () => {},
      'exit/cancelled': () => {},
      'liquidity/moved': () => {},
      'share/left': (data) => {
        const who = member(data.member);
        who.shareWeight = sum([who.shareWeight, negate(data.weight)]);
        who.withdrawn = sum([who.withdrawn, data.worth ?? data.assets]);
        shares([...this.#members.values()]);
      },
      'claim/paid': ({ nfts: _nfts, ...data }, entry) => {
        this.#claims.push({ ...data, at: entry.at });
        const who = member(data.member);
        who.claimed = sum([who.claimed, data.amount]);
        // What stakes earn is known only when it is paid: nobody was allotted it before.
        if (data.kind === 'staker') who.earned = sum([who.earned, data.amount]);
        else who.claimable = sum([who.claimable, negate(data.amount)]);
      },
      'proposal/changed': (data) => {
        this.#proposal = data.proposal;
        season().pairWeightsBps = data.pairWeightsBps;
      },
      checkpoint: (data) => void this.#checkpoints.push(data),
      'season/judged': (data) => {
        this.#baselines = data.baselines;
        if (this.#model) this.#model = { ...this.#model, unseen: data.unseen };
      },
      'season/finished': (data) => {
        this.#vault = data.vault;
        for (const [id, amount] of Object.entries(data.claimable)) allot(member(id), amount);
        season().status = 'finished';
        season().error = null;
      },
      'season/failed': (data) => {
        season().status = 'failed';
        season().error = `${data.reason} (${data.code})`;
      },
      'season/resumed': () => {
        if (season().status !== 'failed') return;
        season().error = null;
        season().status = this.#model ? 'trading' : 'learning';
      },
    };
  }
}

function newSeason(data: EntryData<'season/opened'>, now: number): Season {
  const { members, ...rest } = data;
  return {
    ...rest,
    status: 'preparing',
    step: '',
    members: members.length,
    day: 0,
    now,
    pairWeightsBps: {},
    threshold: null,
    chainId: null,
    contracts: {},
    privacy: null,
    error: null,
  };
}

function newMember(plan: EntryData<'season/opened'>['members'][number]): Member {
  return {
    ...plan,
    address: null,
    online: false,
    shareWeight: '0',
    sharePercent: '0',
    deposited: '0',
    trainingLoss: [],
    privacy: null,
    score: null,
    scorePercent: null,
    earned: '0',
    claimed: '0',
    claimable: '0',
    withdrawn: '0',
  };
}

function openRound(data: EntryData<'round/opened'>, at: number): Round {
  return {
    round: data.round,
    status: 'open',
    openedAt: at,
    closedAt: null,
    cohorts: data.cohorts.map((members) => ({
      members,
      survivors: [],
      examples: 0,
      value: '0',
      sumCid: '',
    })),
    lossBefore: null,
    lossAfter: null,
    accuracy: null,
    modelHash: null,
    modelCid: null,
    txHash: null,
  };
}

function allot(member: Member, claimable: string): void {
  member.claimable = claimable;
  member.earned = sum([member.claimed, claimable]);
}

function shares(members: readonly Member[]): void {
  const total = members.reduce((a, member) => a + Number(member.shareWeight), 0);
  for (const member of members) {
    member.sharePercent = percent(total > 0 ? Number(member.shareWeight) / total : 0);
  }
}

/** At most `most` of the items, evenly spread, first and last kept. */
export function thin<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  const step = (items.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => items[Math.round(i * step)]!);
}

/** How far each value lies below the highest before it, as a part of that. */
export function drawdowns(values: readonly number[]): number[] {
  let high = Number.NEGATIVE_INFINITY;
  return values.map((value) => {
    high = Math.max(high, value);
    return high > 0 ? (high - value) / high : 0;
  });
}

/** A part as percent with two places. */
export function percent(part: number): string {
  const text = (part * 100).toFixed(2);
  return text === '-0.00' ? '0.00' : text;
}

/** The exact sum of decimal texts. */
export function sum(texts: readonly string[]): string {
  const total = texts.reduce((a, text) => a + parseDecimal(text, PLACES), 0n);
  return formatDecimal(total, PLACES);
}

function negate(text: string): string {
  return formatDecimal(-parseDecimal(text, PLACES), PLACES);
}
