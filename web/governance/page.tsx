/** Governance: what was proposed, how it was voted, what it changed. */
import { useQuery } from '@tanstack/react-query';
import { operations, type SeasonReport } from '#api';
import { ask } from '../hub/ask.ts';
import { Heading } from '../shell/heading.tsx';
import { KeyPanel } from '../hub/key.tsx';
import { Empty } from '../shell/panel.tsx';
import { WithReport } from '../shell/with-report.tsx';
import { ProposalPanel } from './proposal.tsx';
import { Propose } from './propose.tsx';

export function GovernancePage() {
  return <WithReport>{(report) => <Governance report={report} />}</WithReport>;
}

function Governance({ report }: { readonly report: SeasonReport }) {
  const { data, error } = useQuery({
    queryKey: ['live', 'proposals'],
    queryFn: () => ask(operations.proposals),
  });
  return (
    <>
      <Heading
        title="Governance"
        lead="Members change the rules by vote. A vote weighs as much as the member’s share of the capital; a passed vote takes effect after a waiting time."
      />
      <div className="mb-4 grid gap-4">
        <KeyPanel />
        {report.members.length > 0 && Object.keys(report.season.pairWeightsBps).length > 0 ? (
          <Propose report={report} />
        ) : null}
      </div>
      {data === undefined || data.proposals.length === 0 ? (
        <Empty>{error && !data ? error.message : 'Nothing has been proposed yet.'}</Empty>
      ) : (
        <div className="grid gap-4">
          {data.proposals.toReversed().map((proposal) => (
            <ProposalPanel key={proposal.id} proposal={proposal} report={report} now={data.now} />
          ))}
        </div>
      )}
    </>
  );
}
