/** The newest proposal in short. */
import { Link } from '@tanstack/react-router';
import type { Proposal } from '#api';
import { STATES } from '../governance/states.ts';
import { Tally } from '../governance/tally.tsx';
import { Empty, Panel } from '../shell/panel.tsx';

export function Vote({ proposal }: { readonly proposal: Proposal | null }) {
  return (
    <Panel
      title="Members’ vote"
      lead={proposal ? `${proposal.title}. ${STATES[proposal.state]}.` : undefined}
      aside={
        <Link to="/governance" className="link">
          Governance
        </Link>
      }
    >
      {proposal ? <Tally proposal={proposal} /> : <Empty>Nothing has been proposed yet.</Empty>}
    </Panel>
  );
}
