import type { SeasonReport } from '#api';
import { table } from './table.ts';

/** What came of a season, for a terminal. */
export function seasonTable(report: SeasonReport): string {
  const parts = [head(report), members(report), privacy(report), runs(report), facts(report)];
  return parts.filter(Boolean).join('\n\n');
}

function head({ season }: SeasonReport): string {
  const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
  const threshold = season.threshold
    ? `threshold ${season.threshold.value} (${season.threshold.chosenOn})`
    : 'no threshold yet';
  return [
    `season ${season.id}: ${season.status}${season.error ? `: ${season.error}` : ''}`,
    `${season.assets.map((asset) => asset.symbol).join(', ')}; unseen ${day(season.window.from)} to ${day(season.window.to)}; policy ${season.policy.preset}; ${threshold}`,
  ].join('\n');
}

function members({ members, season }: SeasonReport): string {
  return table(
    [
      { head: 'member' },
      { head: 'data' },
      { head: 'planted' },
      { head: 'share %', align: 'right' },
      { head: 'contribution %', align: 'right' },
      { head: `earned ${season.quote.symbol}`, align: 'right' },
      { head: 'claimed', align: 'right' },
    ],
    members.map((member) => [
      `${member.id} ${member.name}`,
      member.asset,
      member.role === 'honest' ? '' : member.role,
      member.sharePercent,
      member.scorePercent ?? '–',
      member.earned,
      member.claimed,
    ]),
  );
}

function privacy({ season, members }: SeasonReport): string {
  if (!season.privacy) return '';
  const spent = members.map((member) => Number(member.privacy?.spent ?? 0));
  const most = Math.max(0, ...spent);
  const line =
    most > 0
      ? [`members spent up to ε ${most.toFixed(3)} of ${season.privacy.epsilon}, as they tell it`]
      : [];
  return [...season.privacy.words, ...line].join('\n');
}

function runs({ baselines }: SeasonReport): string {
  if (!baselines) return '';
  const rows = [
    ['group agent', baselines.agent],
    ['buy and hold', baselines.buyAndHold],
    ['mean solo model', baselines.solo],
    [`autoregressive (${baselines.autoregressive.order})`, baselines.autoregressive],
  ] as const;
  return [
    table(
      [
        { head: 'on the unseen window' },
        { head: 'return %', align: 'right' },
        { head: 'max drawdown %', align: 'right' },
        { head: 'trades', align: 'right' },
        { head: 'loss', align: 'right' },
        { head: 'accuracy', align: 'right' },
      ],
      rows.map(([name, run]) => [
        name,
        run.returnPercent,
        run.maxDrawdownPercent,
        String(run.trades),
        run.loss ?? '–',
        run.accuracy ?? '–',
      ]),
    ),
    baselines.note,
  ].join('\n');
}

function facts({
  distribution,
  claims,
  proposal,
  journal,
  model,
  vault,
  season,
}: SeasonReport): string {
  const paying = distribution.cycles.filter((cycle) => cycle.txHash);
  return [
    model
      ? `model ${model.hash}, validation loss ${model.validation.loss} (uninformed ${model.uninformedLoss})`
      : '',
    vault
      ? `vault ${vault.nav} ${season.quote.symbol}, realised ${vault.realised}, unrealised ${vault.unrealised}`
      : '',
    `distributed ${distribution.total} in ${paying.length} of ${distribution.cycles.length} cycles; ${claims.length} claims`,
    proposal
      ? `proposal "${proposal.title}": ${proposal.state}, ${proposal.tally.for} for, ${proposal.tally.against} against of ${proposal.tally.total}`
      : '',
    `journal: ${journal.entries} entries, ${journal.verified ? 'verified' : 'NOT VERIFIED'}, ${journal.checkpoints.length} heads on chain`,
  ]
    .filter(Boolean)
    .join('\n');
}
