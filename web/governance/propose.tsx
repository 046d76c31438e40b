/** Puts a change before the group: a shift of the book, how sure the model must be, or what needs no figures. */
import { type FormEvent, useId, useState } from 'react';
import { type Change, operations, type SeasonReport } from '#api';
import { act } from '../hub/act.ts';
import { useKey } from '../hub/key.tsx';
import { MemberPicker } from '../pool/member-picker.tsx';
import { useDeed } from '../shell/deed.tsx';
import { Panel } from '../shell/panel.tsx';

type Kind = 'pair-shift' | 'strategy' | keyof typeof BARE;

/** Changes that need no figures: what they are called, what is asked for, and what that does. */
const BARE = {
  'stake-on': {
    name: 'Reserve profit for staked shares',
    change: { kind: 'staking', contract: 'deployed' },
    words: 'The holders’ part of later profit goes to staked shares only.',
  },
  'stake-off': {
    name: 'Share profit among all shares',
    change: { kind: 'staking', contract: 'none' },
    words: 'The holders’ part of later profit goes to all shares.',
  },
  resume: {
    name: 'End a pause early',
    change: { kind: 'resume' },
    words: 'Trading and deposits go on.',
  },
  'reset-breaker': {
    name: 'Close the breaker',
    change: { kind: 'reset-breaker' },
    words: 'The breaker measures from the present value, and trading goes on.',
  },
} as const satisfies Record<string, { name: string; change: Change; words: string }>;
const isBare = (kind: Kind): kind is keyof typeof BARE => kind in BARE;

export function Propose({ report }: { readonly report: SeasonReport }) {
  const { key } = useKey();
  const deed = useDeed();
  const pairs = Object.keys(report.season.pairWeightsBps);
  const [member, setMember] = useState(report.members[0]!.id);
  const [kind, setKind] = useState<Kind>('pair-shift');
  const [from, setFrom] = useState(pairs[0]!);
  const [to, setTo] = useState(pairs[1] ?? pairs[0]!);
  const [amount, setAmount] = useState('5');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const { change, words } = asked(kind, { from, to, amount });
    deed.ask({
      title: 'Propose this?',
      body: <p>{words} The group votes on it for two days of simulated time.</p>,
      action: 'Propose',
      run: async (once) => {
        const done = await act(operations.propose, { member, change, once }, key);
        return `Proposal ${done.id}: ${done.sentence}`;
      },
    });
  };
  return (
    <Panel title="Propose" lead="More kinds of change are proposed with hanse propose.">
      <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
        <MemberPicker members={report.members} value={member} choose={setMember} />
        <Choice
          label="What"
          value={kind}
          choose={(value) => {
            setKind(value as Kind);
            setAmount(value === 'strategy' ? '0.6' : '5');
          }}
          options={[
            ['pair-shift', 'Shift the book'],
            ['strategy', 'Set the threshold'],
            ...(Object.keys(BARE) as (keyof typeof BARE)[]).map(
              (bare) => [bare, BARE[bare].name] as const,
            ),
          ]}
        />
        {kind === 'pair-shift' ? (
          <>
            <Choice label="From" value={from} choose={setFrom} options={named(pairs)} />
            <Choice label="To" value={to} choose={setTo} options={named(pairs)} />
          </>
        ) : null}
        {isBare(kind) ? null : (
          <Amount
            label={kind === 'strategy' ? 'Probability' : 'Per cent of the book'}
            value={amount}
            change={setAmount}
          />
        )}
        <button type="submit" className="button button-main" disabled={!key}>
          Propose
        </button>
      </form>
      <div className="mt-2">{deed.said}</div>
      {deed.dialogue}
    </Panel>
  );
}

/** What is asked for, and what that does in words. */
function asked(
  kind: Kind,
  { from, to, amount }: Readonly<Record<'from' | 'to' | 'amount', string>>,
): { readonly change: Change; readonly words: string } {
  if (isBare(kind)) return BARE[kind];
  if (kind === 'strategy') {
    const words = `The agent trades only above a probability of ${amount}.`;
    return { change: { kind, threshold: amount }, words };
  }
  const change = { kind, from, to, bps: Math.round(Number(amount) * 100) };
  return { change, words: `${amount}% of the book move from ${from} to ${to}.` };
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, name: string])[];
  choose(value: string): void;
}

function Choice({ label, value, options, choose }: ChoiceProps) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="field"
        value={value}
        onChange={(event) => choose(event.target.value)}
      >
        {options.map(([one, name]) => (
          <option key={one} value={one}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

interface AmountProps {
  readonly label: string;
  readonly value: string;
  change(value: string): void;
}

function Amount({ label, value, change }: AmountProps) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="field w-28"
        inputMode="decimal"
        pattern="\d{1,3}(\.\d{1,6})?"
        title="a number such as 5 or 0.6"
        required
        value={value}
        onChange={(event) => change(event.target.value)}
      />
    </div>
  );
}

function named(pairs: readonly string[]): readonly (readonly [string, string])[] {
  return pairs.map((pair) => [pair, pair]);
}
