/** The rounds from one member's side. */
import type { Member, Round } from '#api';
import { Amount } from '../figures/amount.tsx';
import { Reference } from '../figures/reference.tsx';
import { Term } from '../glossary/term.tsx';
import { Empty, Scroll } from '../shell/panel.tsx';

interface Props {
  readonly member: Member;
  readonly rounds: readonly Round[];
}

export function MemberRounds({ member, rounds }: Props) {
  if (rounds.length === 0) return <Empty>No round has been opened yet.</Empty>;
  return (
    <Scroll label="Rounds of this member">
      <table>
        <caption className="sr-only">Rounds of this member, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Round</th>
            <th scope="col" className="num">
              Own <Term name="loss" />
            </th>
            <th scope="col">
              <Term name="cohort">Cohort</Term>
            </th>
            <th scope="col" className="num">
              Cohort lowered the loss by
            </th>
            <th scope="col">Masked sum</th>
          </tr>
        </thead>
        <tbody>
          {rounds.toReversed().map((round) => (
            <Row key={round.round} member={member} round={round} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Row({ member, round }: { readonly member: Member; readonly round: Round }) {
  const cohort = round.cohorts.find((each) => each.members.includes(member.id));
  const isIn = cohort?.survivors.includes(member.id);
  const isOpen = round.status === 'open';
  return (
    <tr>
      <th scope="row">{round.round}</th>
      <td className="num">
        <Amount value={member.trainingLoss[round.round - 1]} places={4} />
      </td>
      <td>
        {cohort ? (isIn ? cohort.survivors : cohort.members).join(', ') : 'took no part'}
        {cohort && !isIn && !isOpen ? <span className="text-soft"> (dropped out)</span> : null}
      </td>
      <td className="num">
        <Amount value={isIn ? cohort?.value : null} places={6} />
      </td>
      <td>{isIn && cohort ? <Reference text={cohort.sumCid} what="masked sum" /> : '–'}</td>
    </tr>
  );
}
