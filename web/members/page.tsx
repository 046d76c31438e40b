/** One member: what it brought, how it learned, what it earned and took. */
import { getRouteApi, Link } from '@tanstack/react-router';
import type { Member, SeasonReport } from '#api';
import { Amount } from '../figures/amount.tsx';
import { Copy } from '../figures/reference.tsx';
import { dayOf } from '../figures/when.tsx';
import { Term } from '../glossary/term.tsx';
import { Facts } from '../shell/facts.tsx';
import { Heading } from '../shell/heading.tsx';
import { Panel } from '../shell/panel.tsx';
import { WithReport } from '../shell/with-report.tsx';
import { ClaimsTable } from '../treasury/claims-table.tsx';
import { MemberRounds } from './rounds-table.tsx';
import { Spent } from './privacy.tsx';
import { Role } from './role.tsx';

const route = getRouteApi('/members/$id');

export function MemberPage() {
  const { id } = route.useParams();
  return (
    <WithReport>
      {(report) => {
        const member = report.members.find((each) => each.id === id);
        return member ? <One member={member} report={report} /> : <Nobody id={id} />;
      }}
    </WithReport>
  );
}

function Nobody({ id }: { readonly id: string }) {
  return (
    <>
      <Heading title={`There is no member “${id}”`} lead="The address may be mistyped." />
      <Link to="/learning" className="link">
        All members
      </Link>
    </>
  );
}

function One({ member, report }: { readonly member: Member; readonly report: SeasonReport }) {
  const unit = report.season.quote.symbol;
  const claims = report.claims.filter((claim) => claim.member === member.id);
  return (
    <>
      <Heading
        title={member.name}
        lead={
          <>
            Member {member.id}, {member.online ? 'online' : 'offline'}. <Role role={member.role} />
          </>
        }
      />
      <div className="grid gap-4 lg:grid-cols-2">
        <Panel title="What it brings">
          <Facts
            facts={[
              {
                key: 'data',
                name: 'own data',
                value: `${member.asset}, ${dayOf(member.data.from)} – ${dayOf(member.data.to - 1)}`,
                note: 'they never leave its machine',
              },
              {
                key: 'deposit',
                name: 'put in',
                value: <Amount value={member.deposited} unit={unit} />,
              },
              {
                key: 'share',
                name: 'share of capital',
                value: <Amount value={member.sharePercent} unit="%" />,
              },
              {
                key: 'score',
                name: <Term name="contribution score" />,
                value: <Amount value={member.score} places={6} />,
                note: member.scorePercent ? `${member.scorePercent}% of all` : 'not scored yet',
              },
              {
                key: 'privacy',
                name: <Term name="privacy budget">privacy spent</Term>,
                value: <Spent privacy={member.privacy} />,
                note: member.privacy
                  ? `at δ ${member.privacy.delta}, by ${member.privacy.trainings} trainings; it stops by itself when all is spent`
                  : 'this season’s training adds no noise, or none was told yet',
              },
              { key: 'address', name: 'address', value: <Address address={member.address} /> },
            ]}
          />
        </Panel>
        <Panel title="What it earned">
          <Facts
            facts={[
              {
                key: 'earned',
                name: 'allotted',
                value: <Amount value={member.earned} places={6} unit={unit} />,
              },
              {
                key: 'claimed',
                name: <Term name="claim">taken</Term>,
                value: <Amount value={member.claimed} places={6} unit={unit} />,
              },
              {
                key: 'claimable',
                name: 'still to take',
                value: <Amount value={member.claimable} places={6} unit={unit} />,
                note: 'can be taken at any time',
              },
            ]}
          />
          <h3 className="mt-4 mb-1">Claims</h3>
          <ClaimsTable claims={claims} members={report.members} unit={unit} />
        </Panel>
        <Panel
          title="Its part in each round"
          lead="The hub knows only the value of a whole cohort; the score is worked out from many of them."
          className="lg:col-span-2"
        >
          <MemberRounds member={member} rounds={report.rounds} />
        </Panel>
      </div>
    </>
  );
}

function Address({ address }: { readonly address: string | null }) {
  if (!address) return <span className="text-soft">not on the chain yet</span>;
  return (
    <span className="inline-flex flex-wrap items-center gap-1 font-mono text-[0.75rem]">
      {address} <Copy text={address} what="address" />
    </span>
  );
}
