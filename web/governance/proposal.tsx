/** One proposal with its votes, its way and its effect. */
import type { ProposalStatus, SeasonReport } from '#api';
import { bps } from '../figures/decimal.ts';
import { Transaction } from '../figures/reference.tsx';
import { Source } from '../figures/source.tsx';
import { When } from '../figures/when.tsx';
import { Term } from '../glossary/term.tsx';
import { Facts } from '../shell/facts.tsx';
import { Empty, Panel, Scroll } from '../shell/panel.tsx';
import { Acts } from './acts.tsx';
import { STATES } from './states.ts';
import { Tally } from './tally.tsx';

/** A proposal's transactions in the order in which they happen. */
const ORDER = ['propose', 'queue', 'execute'];

interface Props {
  readonly proposal: ProposalStatus;
  readonly report: SeasonReport;
  readonly now: number;
}

export function ProposalPanel({ proposal, report, now }: Props) {
  const name = (id: string): string =>
    report.members.find((member) => member.id === id)?.name ?? id;
  const steps = Object.entries(proposal.transactions).sort(
    ([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b),
  );
  return (
    <Panel
      title={proposal.title}
      aside={<Source kind="proposal/changed" />}
      lead={`Proposed by ${name(proposal.proposer)}. ${STATES[proposal.state]}. ${proposal.next}`}
    >
      <div className="grid gap-x-8 gap-y-4 lg:grid-cols-2">
        <div>
          <h3 className="mb-1">Votes</h3>
          <Tally proposal={proposal} />
          <Votes proposal={proposal} name={name} />
          <Acts proposal={proposal} members={report.members} now={now} />
        </div>
        <div>
          <h3 className="mb-1">What it changes</h3>
          <Change proposal={proposal} />
          <h3 className="mt-4 mb-1">Its way</h3>
          <Facts
            facts={[
              {
                key: 'left',
                name: 'time left',
                value: timeLeft(proposal, now),
              },
              {
                key: 'ends',
                name: proposal.votingEnds > now ? 'voting ends' : 'voting ended',
                value: <When at={proposal.votingEnds} />,
              },
              {
                key: 'from',
                name: <Term name="timelock">may take effect</Term>,
                value: proposal.executableAt ? (
                  <When at={proposal.executableAt} />
                ) : (
                  'once it has passed'
                ),
              },
              {
                key: 'exit',
                name: 'exit window',
                value: proposal.exitWindow ? (
                  <>
                    <When at={proposal.exitWindow.from} /> – <When at={proposal.exitWindow.to} />
                  </>
                ) : (
                  'opens when it is queued'
                ),
                note: 'whoever disagrees can leave before it takes effect',
              },
              ...steps.map(([step, hash]) => ({
                key: step,
                name: step,
                value: <Transaction hash={hash} />,
              })),
            ]}
          />
        </div>
      </div>
    </Panel>
  );
}

function timeLeft({ state, votingEnds, executableAt }: ProposalStatus, now: number): string {
  const end = state === 'active' ? votingEnds : state === 'queued' ? (executableAt ?? now) : now;
  if (end <= now) return 'none';
  return `${((end - now) / 3_600_000).toFixed(1)} hours`;
}

function Change({ proposal }: { readonly proposal: ProposalStatus }) {
  const { before, after } = proposal.change;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  if (names.every((pair) => before[pair] === after[pair])) {
    return (
      <p>
        {proposal.sentence} <span className="text-soft">(kind {proposal.kind})</span>
      </p>
    );
  }
  return (
    <>
      <p className="mb-2">{proposal.sentence}</p>
      <table>
        <caption className="sr-only">Pair weights before and after</caption>
        <thead>
          <tr>
            <th scope="col">
              <Term name="pair weight">Pair</Term>
            </th>
            <th scope="col" className="num">
              Before
            </th>
            <th scope="col" className="num">
              After
            </th>
            <th scope="col" className="num">
              Difference
            </th>
          </tr>
        </thead>
        <tbody>
          {names.map((pair) => {
            const [from, to] = [before[pair] ?? 0, after[pair] ?? 0];
            return (
              <tr key={pair}>
                <th scope="row">{pair}</th>
                <td className="num">{bps(from)}</td>
                <td className="num font-semibold">{bps(to)}</td>
                <td className="num">
                  {to === from ? '–' : `${to > from ? '+' : '−'}${bps(Math.abs(to - from))}`}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

function Votes(props: {
  readonly proposal: ProposalStatus;
  readonly name: (id: string) => string;
}) {
  const { votes, tally } = props.proposal;
  const total = Number(tally.total) || 1;
  if (votes.length === 0) return <Empty>Nobody has voted yet.</Empty>;
  return (
    <Scroll label="Votes">
      <table>
        <caption className="sr-only">Votes</caption>
        <thead>
          <tr>
            <th scope="col">Member</th>
            <th scope="col">Vote</th>
            <th scope="col" className="num">
              Part of all votes
            </th>
            <th scope="col">Transaction</th>
          </tr>
        </thead>
        <tbody>
          {votes.map((vote) => (
            <tr key={vote.txHash + vote.member}>
              <th scope="row">{props.name(vote.member)}</th>
              <td>{vote.support}</td>
              <td className="num">
                <data value={vote.weight} title={`weight ${vote.weight}`}>
                  {((Number(vote.weight) / total) * 100).toFixed(1)}%
                </data>
              </td>
              <td>
                <Transaction hash={vote.txHash} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
