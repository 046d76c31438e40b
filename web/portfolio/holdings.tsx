/** A member's shares with what can be done with them: claim, leave. */
import { type Holding, operations, type Portfolio } from '#api';
import { toFault } from '#kit';
import { Amount, Change } from '../figures/amount.tsx';
import { When } from '../figures/when.tsx';
import { act } from '../hub/act.ts';
import { ask } from '../hub/ask.ts';
import { useKey } from '../hub/key.tsx';
import { type Deed, useDeed } from '../shell/deed.tsx';
import { Empty, Scroll } from '../shell/panel.tsx';

interface Props {
  readonly portfolio: Portfolio;
  readonly unit: string;
}

export function Holdings({ portfolio, unit }: Props) {
  const { key } = useKey();
  const deed = useDeed();
  const { member, holdings } = portfolio;
  const claim = (nft?: number): void => deed.ask(claimDeed({ portfolio, unit, key }, nft));
  const leave = async (nft: number): Promise<void> => {
    try {
      const quote = await ask(operations.redeemQuote, { member, nft });
      const share = quote.shares[0]!;
      const obstacle = share.obstacles[0];
      if (obstacle) deed.tell(`${obstacle.sentence}.`);
      else deed.ask(leaveDeed({ portfolio, unit, key }, share));
    } catch (error) {
      deed.tell(toFault(error).message);
    }
  };
  return (
    <>
      {holdings.length === 0 ? (
        <Empty>This member holds no share.</Empty>
      ) : (
        <Table portfolio={portfolio} locked={key ? 'open' : 'locked'} claim={claim} leave={leave} />
      )}
      <div className="mt-3 flex flex-wrap items-center gap-3">
        <button
          type="button"
          className="button"
          disabled={!key || !/[1-9]/.test(portfolio.claimable)}
          onClick={() => claim()}
        >
          Claim everything
        </button>
        {key ? null : <span className="text-[0.8125rem] text-soft">Unlock this page first.</span>}
        {deed.said}
      </div>
      {deed.dialogue}
    </>
  );
}

interface TableProps {
  readonly portfolio: Portfolio;
  readonly locked: 'open' | 'locked';
  claim(nft: number): void;
  leave(nft: number): Promise<void>;
}

function Table({ portfolio, locked, claim, leave }: TableProps) {
  return (
    <Scroll label="Shares">
      <table>
        <caption className="sr-only">Shares of {portfolio.name}</caption>
        <thead>
          <tr>
            <th scope="col">Share</th>
            {['Weight', 'Of the pool', 'Paid in', 'Value', 'Earned', 'To claim', 'Return'].map(
              (head) => (
                <th key={head} scope="col" className="num">
                  {head}
                </th>
              ),
            )}
            <th scope="col">Minted</th>
            <th scope="col">
              <span className="sr-only">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {portfolio.holdings.map((share) => (
            <tr key={share.nft}>
              <th scope="row">#{share.nft}</th>
              <Figures share={share} />
              <td>
                <When at={share.mintedAt} />
              </td>
              <td className="whitespace-nowrap">
                <button
                  type="button"
                  className="button"
                  disabled={locked === 'locked' || !/[1-9]/.test(share.claimable)}
                  onClick={() => claim(share.nft)}
                >
                  Claim<span className="sr-only"> for share {share.nft}</span>
                </button>{' '}
                <button
                  type="button"
                  className="button"
                  disabled={locked === 'locked' || share.leavingSince !== null}
                  onClick={() => void leave(share.nft)}
                >
                  {share.leavingSince === null ? 'Leave' : 'In the queue'}
                  <span className="sr-only"> with share {share.nft}</span>
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Figures({ share }: { readonly share: Holding }) {
  return (
    <>
      <td className="num">
        <Amount value={share.weight} />
      </td>
      <td className="num">
        <Amount value={share.sharePercent} unit="%" />
      </td>
      <td className="num">
        <Amount value={share.paidIn} />
      </td>
      <td className="num">
        <Amount value={share.value} />
      </td>
      <td className="num">
        <Amount value={share.earned} />
      </td>
      <td className="num">
        <Amount value={share.claimable} />
      </td>
      <td className="num">
        <Change value={share.returnPercent} unit="%" />
      </td>
    </>
  );
}

interface Acting extends Props {
  readonly key: string;
}

function claimDeed({ portfolio, unit, key }: Acting, nft: number | undefined): Deed {
  const { member, holdings } = portfolio;
  const share = holdings.find((holding) => holding.nft === nft);
  const amount = share?.claimable ?? portfolio.claimable;
  return {
    title: nft === undefined ? 'Claim everything?' : `Claim for share #${nft}?`,
    body: (
      <p>
        <Amount value={amount} places={6} unit={unit} /> are paid to the wallet of {portfolio.name}.
        Its process signs.
      </p>
    ),
    action: 'Claim',
    run: async (once) => {
      const which = nft === undefined ? {} : { nft };
      const { total } = await act(operations.claim, { member, ...which, once }, key);
      return `${total} ${unit} were claimed.`;
    },
  };
}

function leaveDeed(
  { portfolio, unit, key }: Acting,
  share: { nft: number; value: string; claimable: string; way: 'at once' | 'queue' | 'in kind' },
): Deed {
  const { member, name } = portfolio;
  const { nft } = share;
  return {
    title: `Leave with share #${nft}?`,
    body: (
      <>
        <p>
          The share is given back for about <Amount value={share.value} unit={unit} />, and the{' '}
          <Amount value={share.claimable} unit={unit} /> it can claim, paid to the wallet of {name}.
        </p>
        <p>
          {share.way === 'at once'
            ? 'The pool has enough idle: it is paid at once.'
            : 'It is more than the pool has idle: the share is queued, and its part of every asset is sold after the next mark. Fee and price impact are its own.'}
        </p>
      </>
    ),
    action: 'Leave',
    run: async (once) => {
      const { paid } = await act(operations.redeem, { member, nft, once }, key);
      const done = paid[0];
      return done
        ? `Share #${nft} left with ${done.assets} ${unit} and ${done.rewards} earned.`
        : `Share #${nft} is in the exit queue.`;
    },
  };
}
