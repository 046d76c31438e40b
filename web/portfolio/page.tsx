/** Portfolio: a member's shares, what they are worth and earned, and its daily statements. */
import { useState } from 'react';
import type { Portfolio, SeasonReport } from '#api';
import { Amount } from '../figures/amount.tsx';
import { KeyPanel } from '../hub/key.tsx';
import { MemberPicker } from '../pool/member-picker.tsx';
import { usePortfolio } from '../pool/queries.ts';
import { KeyFigures } from '../shell/facts.tsx';
import { Heading } from '../shell/heading.tsx';
import { Empty, Panel } from '../shell/panel.tsx';
import { WithReport } from '../shell/with-report.tsx';
import { Earnings } from './earnings.tsx';
import { Holdings } from './holdings.tsx';
import { Statements } from './statements.tsx';

export function PortfolioPage() {
  return <WithReport>{(report) => <Whose report={report} />}</WithReport>;
}

function Whose({ report }: { readonly report: SeasonReport }) {
  const [chosen, choose] = useState<string>();
  const first = report.members[0];
  return (
    <>
      <Heading
        title="Portfolio"
        lead="The shares of a member: what each weighs, what it is worth, what it has earned. All of it is read from the chain and the journal."
      />
      {first ? (
        <div className="grid gap-4">
          <div className="sm:max-w-md">
            <MemberPicker members={report.members} value={chosen ?? first.id} choose={choose} />
          </div>
          <One member={chosen ?? first.id} unit={report.season.quote.symbol} />
        </div>
      ) : (
        <Empty>Nobody has joined yet.</Empty>
      )}
    </>
  );
}

function One({ member, unit }: { readonly member: string; readonly unit: string }) {
  const { data, error } = usePortfolio(member);
  return (
    <>
      {data ? <Figures portfolio={data} unit={unit} /> : null}
      <KeyPanel />
      <Panel
        title="Shares"
        lead={`Each is a token with a weight of its own. Amounts in ${unit}; the value is the share’s part of the pool at mean prices.`}
      >
        {data ? (
          <Holdings portfolio={data} unit={unit} />
        ) : (
          <Empty>{error ? error.message : 'Being read from the chain …'}</Empty>
        )}
      </Panel>
      <Earnings key={`earnings ${member}`} member={member} unit={unit} />
      <Statements key={`statements ${member}`} member={member} unit={unit} />
    </>
  );
}

function Figures({ portfolio, unit }: { readonly portfolio: Portfolio; readonly unit: string }) {
  const { contribution } = portfolio;
  return (
    <KeyFigures
      facts={[
        {
          key: 'value',
          name: 'in the pool',
          value: <Amount value={portfolio.value} />,
          note: unit,
        },
        { key: 'earned', name: 'earned in all', value: <Amount value={portfolio.earned} /> },
        { key: 'open', name: 'to claim', value: <Amount value={portfolio.claimable} /> },
        {
          key: 'score',
          name: 'earned by contribution',
          value: <Amount value={contribution.earned} />,
          note: (
            <>
              <Amount value={contribution.claimable} /> to claim
            </>
          ),
        },
        { key: 'wallet', name: 'in the wallet', value: <Amount value={portfolio.balance} /> },
        { key: 'count', name: 'shares', value: String(portfolio.holdings.length) },
      ]}
    />
  );
}
