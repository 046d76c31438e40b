/** What can be done about a proposal now: vote, start its timelock, carry it out. */
import { useState } from 'react';
import { type Member, operations, type ProposalStatus } from '#api';
import { act } from '../hub/act.ts';
import { useKey } from '../hub/key.tsx';
import { MemberPicker } from '../pool/member-picker.tsx';
import { type Deed, useDeed } from '../shell/deed.tsx';

interface Props {
  readonly proposal: ProposalStatus;
  readonly members: readonly Member[];
  readonly now: number;
}

const CHOICES = ['for', 'against', 'abstain'] as const;
type Choice = (typeof CHOICES)[number];

export function Acts({ proposal, members, now }: Props) {
  const { key } = useKey();
  const deed = useDeed();
  const isReady = proposal.state === 'queued' && (proposal.executableAt ?? Infinity) <= now;
  const voters = members.filter(
    ({ id, shareWeight }) =>
      Number(shareWeight) > 0 && !proposal.votes.some((vote) => vote.member === id),
  );
  return (
    <div className="mt-3 grid gap-2">
      {proposal.state === 'active' && voters.length > 0 ? (
        <Ballot
          voters={voters}
          locked={key ? 'open' : 'locked'}
          cast={(member, choice) => deed.ask(voteDeed(proposal, member, choice, key))}
        />
      ) : null}
      {proposal.state === 'succeeded' ? (
        <button
          type="button"
          className="button justify-self-start"
          disabled={!key}
          onClick={() => deed.ask(queueDeed(proposal, key))}
        >
          Start its timelock
        </button>
      ) : null}
      {isReady ? (
        <button
          type="button"
          className="button justify-self-start"
          disabled={!key}
          onClick={() => deed.ask(executeDeed(proposal, key))}
        >
          Carry it out
        </button>
      ) : null}
      {deed.said}
      {deed.dialogue}
    </div>
  );
}

interface BallotProps {
  readonly voters: readonly Member[];
  readonly locked: 'open' | 'locked';
  cast(member: Member, choice: Choice): void;
}

function Ballot({ voters, locked, cast }: BallotProps) {
  const [chosen, choose] = useState<string>();
  const voter = voters.find(({ id }) => id === chosen) ?? voters[0]!;
  return (
    <div className="flex flex-wrap items-end gap-2">
      <MemberPicker members={voters} value={voter.id} choose={choose} />
      {CHOICES.map((choice) => (
        <button
          key={choice}
          type="button"
          className="button"
          disabled={locked === 'locked'}
          onClick={() => cast(voter, choice)}
        >
          Vote {choice}
        </button>
      ))}
    </div>
  );
}

function voteDeed(proposal: ProposalStatus, voter: Member, support: Choice, key: string): Deed {
  return {
    title: `Vote ${support}?`,
    body: (
      <p>
        {voter.name} votes {support} with {voter.sharePercent}% of the shares: {proposal.sentence} A
        vote cannot be changed.
      </p>
    ),
    action: `Vote ${support}`,
    run: async () => {
      const body = { proposal: proposal.id, member: voter.id, support };
      const { weight } = await act(operations.vote, body, key);
      return `${voter.name} voted ${support} with weight ${weight}.`;
    },
  };
}

function queueDeed(proposal: ProposalStatus, key: string): Deed {
  return {
    title: 'Start its timelock?',
    body: <p>{proposal.sentence} Until the timelock has run, whoever disagrees can leave.</p>,
    action: 'Start it',
    run: async () => (await act(operations.queue, { proposal: proposal.id }, key)).sentence,
  };
}

function executeDeed(proposal: ProposalStatus, key: string): Deed {
  return {
    title: 'Carry it out?',
    body: <p>{proposal.sentence}</p>,
    action: 'Carry it out',
    run: async () => (await act(operations.execute, { proposal: proposal.id }, key)).sentence,
  };
}
