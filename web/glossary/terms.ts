/** What the words of this page mean, for someone who reads them for the first time. */
export const TERMS = {
  agent:
    'The program that trades the pooled money. It may only trade listed pairs, within limits that the contracts enforce, and can move money nowhere else.',
  'autoregressive model':
    'The simplest forecast: the next move guessed from the last few moves alone. Good models must beat it.',
  'basis points': 'Hundredths of a per cent: 100 basis points are 1%.',
  'buy and hold': 'What one would have by buying at the start of the window and doing nothing.',
  claim: 'Taking one’s own share of distributed profit out of the contract. Possible at any time.',
  cohort:
    'A few members whose updates are added up before the hub sees them, so that it sees only their sum.',
  'contribution score':
    'How much a member’s data improved the shared model, estimated from many random cohorts. Never below zero.',
  'copied data': 'A planted test member that repeats a neighbour’s data. It should earn little.',
  'dead zone': 'Moves smaller than this count as “flat”.',
  drawdown: 'How far a value stands below its highest value so far.',
  'federated learning':
    'Members train on their own machines; only masked updates leave them, never their data.',
  guard: 'A rule that can stop a trade whatever the model says: size, pace, price, losses.',
  hash: 'A fingerprint of data. If anything in the data changes, its hash changes.',
  'high-water mark':
    'The highest value at which profit was already shared. Only profit above it is shared again.',
  journal:
    'The hub’s record of everything that mattered. Each line carries the hash of the line before, so that no line can be changed unseen.',
  loss: 'How wrong the model’s probabilities are, on average; lower is better. It is not money.',
  'minimum output':
    'The least a trade must bring, fixed beforehand; otherwise the contract undoes it.',
  'pair weight': 'The part of the book that the agent may put into one pair.',
  'price impact': 'How much our own trade moved the price against us.',
  'privacy budget':
    'What a member allows to be found out about any block of its candles, measured as ε: the smaller, the less. Noise is added to all it sends, each training costs some ε, and a member stops by itself when its budget is spent.',
  policy: 'How shared profit is split; set by vote.',
  'profit above costs':
    'Sale proceeds less the average cost of what was sold, after fees. Only sales realise a profit or a loss.',
  quorum: 'The part of all votes that must take part for a vote to count.',
  reliability:
    'Whether stated probabilities come true: of all cases named 60% likely, about 60% should happen.',
  'shuffled labels': 'A planted test member that trains on nonsense. It should earn about nothing.',
  'simulated time':
    'The season replays recorded prices, so its clock runs faster than yours, at past dates.',
  threshold: 'How sure the model must be before the agent trades.',
  timelock: 'A waiting time between a passed vote and its effect.',
  'total return': 'Value including everything that was already paid out.',
  'trained alone':
    'Each member’s own model, trained on its own data with the same effort. The shared model should beat it.',
  transaction: 'A signed step on the chain; its hash identifies it for everyone.',
  'uninformed guess':
    'Always naming how often each outcome happened before. A model that is no better knows nothing.',
  'unseen days': 'Days that were used neither for training nor for choosing anything.',
  'validation data':
    'Days kept out of training, used to compare models and to choose the threshold.',
  vault: 'The contract that holds the pooled money.',
} as const satisfies Record<string, string>;

export type TermName = keyof typeof TERMS;
