/** Members with what they brought and what it earned. */
import { Link } from '@tanstack/react-router';
import type { Member, SeasonReport } from '#api';
import { Amount } from '../figures/amount.tsx';
import { Term } from '../glossary/term.tsx';
import { Empty, Scroll } from '../shell/panel.tsx';
import { Spent } from './privacy.tsx';
import { Role } from './role.tsx';

export function MembersTable({ report }: { readonly report: SeasonReport }) {
  const { members, season } = report;
  if (members.length === 0) return <Empty>Nobody has joined yet.</Empty>;
  return (
    <Scroll label="Members">
      <table>
        <caption className="sr-only">Members, amounts in {season.quote.symbol}</caption>
        <thead>
          <tr>
            <th scope="col">Member</th>
            <th scope="col">State</th>
            <th scope="col" className="num">
              Put in
            </th>
            <th scope="col" className="num">
              Share of capital
            </th>
            <th scope="col" className="num">
              <Term name="contribution score">Contribution</Term>
            </th>
            <th scope="col" className="num">
              <Term name="privacy budget">Privacy spent</Term>
            </th>
            <th scope="col" className="num">
              Last own <Term name="loss" />
            </th>
            <th scope="col" className="num">
              Earned
            </th>
            <th scope="col" className="num">
              <Term name="claim">Claimed</Term>
            </th>
            <th scope="col" className="num">
              Claimable
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <Row key={member.id} member={member} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Row({ member }: { readonly member: Member }) {
  return (
    <tr>
      <th scope="row" className="sm:whitespace-nowrap">
        <Link to="/members/$id" params={{ id: member.id }} className="link">
          {member.name}
        </Link>{' '}
        <Role role={member.role} />
      </th>
      <td className="whitespace-nowrap">{member.online ? 'online' : 'offline'}</td>
      <td className="num">
        <Amount value={member.deposited} />
      </td>
      <td className="num">
        <Amount value={member.sharePercent} unit="%" />
      </td>
      <td className="num">
        <Amount value={member.scorePercent} places={1} unit="%" />
      </td>
      <td className="num whitespace-nowrap">
        <Spent privacy={member.privacy} />
      </td>
      <td className="num">
        <Amount value={member.trainingLoss.at(-1)} places={3} />
      </td>
      <td className="num">
        <Amount value={member.earned} />
      </td>
      <td className="num">
        <Amount value={member.claimed} />
      </td>
      <td className="num">
        <Amount value={member.claimable} />
      </td>
    </tr>
  );
}
