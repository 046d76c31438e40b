/** Puts a change before the group: a shift of the book, or how sure the model must be. */
import { type FormEvent, useId, useState } from 'react';
import { type Change, operations, type SeasonReport } from '#api';
import { act } from '../hub/act.ts';
import { useKey } from '../hub/key.tsx';
import { MemberPicker } from '../pool/member-picker.tsx';
import { useDeed } from '../shell/deed.tsx';
import { Panel } from '../shell/panel.tsx';

type Kind = 'pair-shift' | 'strategy';

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
    const change: Change =
      kind === 'strategy'
        ? { kind, threshold: amount }
        : { kind, from, to, bps: Math.round(Number(amount) * 100) };
    const words =
      kind === 'strategy'
        ? `The agent trades only above a probability of ${amount}.`
        : `${amount}% of the book move from ${from} to ${to}.`;
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
          ]}
        />
        {kind === 'pair-shift' ? (
          <>
            <Choice label="From" value={from} choose={setFrom} options={named(pairs)} />
            <Choice label="To" value={to} choose={setTo} options={named(pairs)} />
          </>
        ) : null}
        <Amount
          label={kind === 'strategy' ? 'Probability' : 'Per cent of the book'}
          value={amount}
          change={setAmount}
        />
        <button type="submit" className="button button-main" disabled={!key}>
          Propose
        </button>
      </form>
      <div className="mt-2">{deed.said}</div>
      {deed.dialogue}
    </Panel>
  );
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
