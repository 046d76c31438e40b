/** Contribution scores as bars with their figures. */
import { Link } from '@tanstack/react-router';
import type { Member } from '#api';
import { Amount } from '../figures/amount.tsx';
import { dayOf } from '../figures/when.tsx';
import { Empty, Scroll } from '../shell/panel.tsx';
import { Role } from './role.tsx';

export function Scores({ members }: { readonly members: readonly Member[] }) {
  if (members.length === 0) return <Empty>Nobody has joined yet.</Empty>;
  const most = Math.max(...members.map((member) => Number(member.scorePercent ?? 0)), 1);
  return (
    <Scroll label="Contribution of each member">
      <table>
        <caption className="sr-only">Contribution of each member</caption>
        <thead>
          <tr>
            <th scope="col">Member</th>
            <th scope="col">Own data</th>
            <th scope="col" className="num">
              Score
            </th>
            <th scope="col" className="num">
              Part of all
            </th>
            <td className="w-1/4 border-b-strong max-sm:hidden lg:max-xl:hidden" />
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <tr key={member.id}>
              <th scope="row">
                <Link to="/members/$id" params={{ id: member.id }} className="link">
                  {member.name}
                </Link>{' '}
                <Role role={member.role} />
              </th>
              <td className="whitespace-nowrap">
                {member.asset}
                <span className="block text-[0.75rem] text-soft">
                  {dayOf(member.data.from)} – {dayOf(member.data.to - 1)}
                </span>
              </td>
              <td className="num">
                <Amount value={member.score} places={4} />
              </td>
              <td className="num">
                <Amount value={member.scorePercent} places={1} unit="%" />
              </td>
              <td className="align-middle max-sm:hidden lg:max-xl:hidden">
                <Bar part={Number(member.scorePercent ?? 0) / most} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** A bar of some part of its full width. */
export function Bar({ part }: { readonly part: number }) {
  return (
    <svg
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      className="h-2 w-full min-w-16"
      aria-hidden="true"
    >
      <rect width="100" height="8" fill="var(--sunken)" />
      <rect width={Math.max(0, Math.min(1, part)) * 100} height="8" fill="var(--agent)" />
    </svg>
  );
}
