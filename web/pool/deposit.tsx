/** Puts a member's money into the pool: an amount, a quote, a confirmation. */
import { type FormEvent, useId, useState } from 'react';
import { type DepositQuote, type Member, operations } from '#api';
import { toFault } from '#kit';
import { Amount } from '../figures/amount.tsx';
import { act } from '../hub/act.ts';
import { ask } from '../hub/ask.ts';
import { useKey } from '../hub/key.tsx';
import { useDeed } from '../shell/deed.tsx';
import { MemberPicker } from './member-picker.tsx';

interface Props {
  readonly members: readonly Member[];
  readonly unit: string;
}

export function DepositForm({ members, unit }: Props) {
  const { key } = useKey();
  const deed = useDeed();
  const [member, setMember] = useState(members[0]!.id);
  const [assets, setAssets] = useState('');
  const amount = useId();
  const quote = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      const told = await ask(operations.depositQuote, { member, assets });
      const obstacle = told.obstacles[0];
      if (obstacle) return deed.tell(`${obstacle.sentence}.`);
      deed.ask({
        title: `Deposit ${assets} ${unit}?`,
        body: <Terms quote={told} unit={unit} />,
        action: 'Deposit',
        run: async (once) => {
          const done = await act(operations.deposit, { member, assets, once }, key);
          return `Share #${done.nft} of weight ${done.weight} was minted for ${done.assets} ${unit}.`;
        },
      });
    } catch (error) {
      deed.tell(toFault(error).message);
    }
  };
  return (
    <>
      <form onSubmit={(event) => void quote(event)} className="grid gap-3 sm:max-w-md">
        <MemberPicker members={members} value={member} choose={setMember} />
        <div className="grid gap-1">
          <label htmlFor={amount}>Amount in {unit}</label>
          <input
            id={amount}
            className="field"
            inputMode="decimal"
            pattern="\d{1,15}(\.\d{1,6})?"
            title="a number such as 250 or 12.5"
            required
            value={assets}
            onChange={(event) => setAssets(event.target.value)}
          />
        </div>
        <button type="submit" className="button button-main justify-self-start" disabled={!key}>
          See what it gives
        </button>
        {key ? null : <p className="text-[0.8125rem] text-soft">Unlock this page first.</p>}
      </form>
      <div className="mt-2">{deed.said}</div>
      {deed.dialogue}
    </>
  );
}

function Terms({ quote, unit }: { readonly quote: DepositQuote; readonly unit: string }) {
  return (
    <>
      <p>
        <Amount value={quote.assets} places={6} unit={unit} /> go from the wallet of {quote.member},
        which holds <Amount value={quote.balance} unit={unit} />, into the pool, whose value is{' '}
        <Amount value={quote.nav} unit={unit} />.
      </p>
      <p>
        The share weighs about <Amount value={quote.weight} places={4} />,{' '}
        <Amount value={quote.sharePercent} unit="%" /> of the pool. If it came to less than{' '}
        <Amount value={quote.leastWeight} places={4} />, nothing is done.
      </p>
      <p className="text-soft">
        It may leave a day after it was minted. Trading can lose money, all of it.
      </p>
    </>
  );
}
