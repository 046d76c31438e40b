/** What a line of the journal says, in one sentence. */

type Data = Readonly<Record<string, unknown>>;

/** Lines that a newcomer should understand without opening them. A kind that is not here is told by its fields. */
const SENTENCES: Readonly<Record<string, (data: Data) => string | undefined>> = {
  'season/opened': (data) => `a season of ${text(data, 'days')} days was opened`,
  'chain/deployed': (data) => `the contracts stand on chain ${text(data, 'chainId')}`,
  'federation/set': (data) => `members learn together by ${text(data, 'name')}`,
  'privacy/agreed': (data) =>
    data['epsilon'] === null
      ? `the season learns without noise (${text(data, 'scoring')})`
      : `members add noise: what each sends costs it ε ${text(data, 'epsilon')} at the most`,
  'privacy/told': (data) =>
    `${text(data, 'member')} has spent ε ${Number(text(data, 'spent')).toFixed(1)} of ${Number(text(data, 'budget'))}`,
  'member/enrolled': (data) => `${text(data, 'member')} signed up with a key of its own`,
  'member/back': (data) => `${text(data, 'member')} is back`,
  'share/minted': (data) => `${text(data, 'member')} put in ${text(data, 'assets')}`,
  'share/left': (data) =>
    `${text(data, 'member')} left with share ${text(data, 'nft')} and ${text(data, 'assets')}`,
  'compounding/set': (data) => `${text(data, 'member')} turns compounding ${text(data, 'state')}`,
  'guard/acted': (data) => `the guardian: ${text(data, 'sentence')}`,
  'share/staked': (data) =>
    `${text(data, 'member')}: ${text(data, 'act')} shares ${JSON.stringify(data['nfts'])}`,
  'exit/cancelled': (data) =>
    `${text(data, 'member')} takes share ${text(data, 'nft')} out of the exit queue`,
  'liquidity/moved': (data) =>
    `liquidity in the pool of ${text(data, 'asset')}: ${text(data, 'act')}, ${text(data, 'quote')} and ${text(data, 'base')}`,
  'exit/queued': (data) => `${text(data, 'member')} waits to leave with share ${text(data, 'nft')}`,
  'round/opened': (data) => `round ${text(data, 'round')} began`,
  'round/closed': (data) =>
    data['status'] === 'rolled-back'
      ? `round ${text(data, 'round')} was rolled back: ${text((data['rolledBack'] ?? {}) as Data, 'reason')}`
      : `round ${text(data, 'round')} ended: loss ${text(data, 'lossBefore')} → ${text(data, 'lossAfter')}`,
  'evaluation/committed': (data) =>
    `${text(data, 'evaluator')} measured round ${text(data, 'round')} and sealed what it found`,
  'evaluation/revealed': (data) =>
    `${text(data, 'evaluator')} showed what it found of round ${text(data, 'round')}`,
  'evaluation/agreed': (data) => `the evaluators agree on round ${text(data, 'round')}`,
  'scores/published': () => 'contribution scores were put on the chain',
  'model/ready': () => 'the model is ready and the threshold is chosen',
  'model/loaded': () => 'the agent follows the model that was voted in',
  'rules/changed': () => 'a vote changed the rules in force',
  'vault/opened': () => 'the vault is open and the agent may trade',
  decision: (data) => `${text(data, 'asset')}: ${text(data, 'reason')}`,
  trade: (data) => `${text(data, 'asset')} at ${text(data, 'price')}: ${text(data, 'reason')}`,
  'trade/refused': (data) => `a trade was refused: ${text(data, 'reason')}`,
  'cycle/closed': (data) => `day ${text(data, 'day')}: ${text(data, 'note')}`,
  'claim/paid': (data) => `${text(data, 'member')} took ${text(data, 'amount')}`,
  'proposal/changed': (data) => {
    const proposal = data['proposal'] as Data | undefined;
    return proposal && `${text(proposal, 'title')}: ${text(proposal, 'state')}`;
  },
  checkpoint: (data) => `the fingerprint of line ${text(data, 'seq')} was put on the chain`,
  'season/judged': () => 'the result was compared with the baselines',
  'season/finished': () => 'the season is over and settled',
};

/** Fields that are sentences already; the first that is there is told. */
const READY = ['sentence', 'reason', 'note', 'message', 'step', 'title'];
/** Told elsewhere on the line, or too long to read; opening the line shows them. */
const LEFT_OUT = new Set(['at', 'seq', 'block']);
const HASH = /^0x[0-9a-fA-F]{40,}$/;
const MOST = 160;

/** A line as a short text. */
export function tell(kind: string, data: Data): string {
  return cut(SENTENCES[kind]?.(data) ?? generic(data));
}

function generic(data: Data): string {
  for (const key of READY) {
    const value = data[key];
    if (typeof value === 'string' && value) return value;
  }
  const parts = Object.entries(data).flatMap(([key, value]) => {
    const told = LEFT_OUT.has(key) ? undefined : plain(value);
    return told === undefined ? [] : [`${key} ${told}`];
  });
  return parts.join(' · ');
}

function text(data: Data, key: string): string {
  const value = data[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '–';
}

function plain(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string' && HASH.test(value)) return undefined;
  if (typeof value === 'string') return value.length > 24 ? `${value.slice(0, 10)}…` : value;
  if (Array.isArray(value)) return `(${value.length})`;
  return undefined;
}

function cut(sentence: string): string {
  return sentence.length > MOST ? `${sentence.slice(0, MOST - 1)}…` : sentence;
}
