/** Shares that wait to leave. */
import type { Member, VaultStatus } from '#api';
import { Amount } from '../figures/amount.tsx';
import { When } from '../figures/when.tsx';
import { Empty, Scroll } from '../shell/panel.tsx';

interface Props {
  readonly vault: VaultStatus;
  readonly members: readonly Member[];
}

export function Queue({ vault, members }: Props) {
  if (vault.queue.length === 0) return <Empty>Nobody waits to leave.</Empty>;
  return (
    <Scroll label="Exit queue">
      <table>
        <caption className="sr-only">Exit queue</caption>
        <thead>
          <tr>
            <th scope="col">Share</th>
            <th scope="col">Member</th>
            <th scope="col" className="num">
              Weight
            </th>
            <th scope="col">Since</th>
          </tr>
        </thead>
        <tbody>
          {vault.queue.map((one) => (
            <tr key={one.nft}>
              <th scope="row">#{one.nft}</th>
              <td>{members.find(({ id }) => id === one.member)?.name ?? one.member ?? '–'}</td>
              <td className="num">
                <Amount value={one.weight} />
              </td>
              <td>
                <When at={one.since} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
