/** What members took out, newest first. */
import { useState } from 'react';
import type { Claim, Member } from '#api';
import { Amount } from '../figures/amount.tsx';
import { Transaction } from '../figures/reference.tsx';
import { When } from '../figures/when.tsx';
import { Pager } from '../shell/pager.tsx';
import { Empty, Scroll } from '../shell/panel.tsx';

const PAGE = 20;

interface Props {
  readonly claims: readonly Claim[];
  readonly members: readonly Member[];
  readonly unit: string;
}

export function ClaimsTable({ claims, members, unit }: Props) {
  const [page, setPage] = useState(0);
  if (claims.length === 0)
    return <Empty>Nobody has claimed yet. Members may claim at any time.</Empty>;
  const shown = claims.toReversed().slice(page * PAGE, (page + 1) * PAGE);
  return (
    <>
      <Scroll label="Claims">
        <table>
          <caption className="sr-only">Claims, newest first</caption>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Member</th>
              <th scope="col">As</th>
              <th scope="col" className="num">
                Amount ({unit})
              </th>
              <th scope="col">Transaction</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((claim) => (
              <tr key={`${claim.txHash} ${claim.member} ${claim.kind}`}>
                <td>
                  <When at={claim.at} />
                </td>
                <th scope="row">
                  {members.find((member) => member.id === claim.member)?.name ?? claim.member}
                </th>
                <td>
                  {
                    { holder: 'share holder', contributor: 'contributor', staker: 'staker' }[
                      claim.kind
                    ]
                  }
                </td>
                <td className="num">
                  <Amount value={claim.amount} />
                </td>
                <td>
                  <Transaction hash={claim.txHash} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <Pager page={page} pages={Math.ceil(claims.length / PAGE)} go={setPage} what="claims" />
    </>
  );
}
