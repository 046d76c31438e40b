import { join } from 'node:path';
import { writeInvitation } from '#members';
import { evaluatorsOf, privacyTerms, type SeasonContext } from '#season';
import type { CrewMember } from './crew.ts';

/** What each member of a season is started with: its invitation where it has no seat yet, and which slice of which file is its own. */
export function crewOf(season: SeasonContext, dir: string): CrewMember[] {
  const { plan, data, roster } = season;
  const { epsilon } = privacyTerms(season.config, plan);
  const guarded =
    epsilon === null
      ? []
      : [
          ...['--privacy-budget', String(epsilon)],
          ...['--simulated-noise', `${season.config.seed}/noise`],
        ];
  const seated = new Set(roster.list().map((enrolment) => enrolment.member));
  const measuring = new Set(
    evaluatorsOf(plan, season.config.evaluators).map((evaluator) => evaluator.id),
  );
  const invitation = (seat: number, name: string): Record<string, string> =>
    seated.has(seat) ? {} : { HANSE_INVITE: writeInvitation(roster.invite(seat, name)) };
  return plan.members.map((member) => ({
    id: member.id,
    dir: join(dir, member.id),
    words: [
      ...['--data', data[member.asset]!.file],
      ...['--from', String(member.data.from), '--to', String(member.data.to)],
      ...guarded,
      ...['--rpc', season.chain.rpcUrl],
      ...(measuring.has(member.id) ? ['--evaluate'] : []),
      ...(member.role === 'shuffled-labels' ? ['--labels', 'shuffled'] : []),
    ],
    secrets: invitation(member.index, member.name),
  }));
}
