/** The pool: how the vault stands, and how to put money in. */
import type { SeasonReport, VaultStatus } from '#api';
import { Amount } from '../figures/amount.tsx';
import { When } from '../figures/when.tsx';
import { Term } from '../glossary/term.tsx';
import { KeyPanel } from '../hub/key.tsx';
import { Facts } from '../shell/facts.tsx';
import { Heading } from '../shell/heading.tsx';
import { Empty, Panel } from '../shell/panel.tsx';
import { WithReport } from '../shell/with-report.tsx';
import { DepositForm } from './deposit.tsx';
import { useVault } from './queries.ts';
import { Queue } from './queue.tsx';

export function PoolPage() {
  return <WithReport>{(report) => <Pool report={report} />}</WithReport>;
}

function Pool({ report }: { readonly report: SeasonReport }) {
  const { data: vault, error } = useVault();
  const unit = report.season.quote.symbol;
  const missing = <Empty>{error ? error.message : 'Being read from the chain …'}</Empty>;
  return (
    <>
      <Heading
        title="Pool"
        lead="A share costs its part of what the pool is worth at that moment, and whoever leaves is paid its part. Leaving and claiming can never be paused."
      />
      <div className="grid gap-4 lg:grid-cols-2">
        <div className="lg:col-span-2">
          <KeyPanel />
        </div>
        <Panel
          title="Deposit"
          lead={`Paid from a member’s wallet in ${unit}; the member’s own process signs.`}
        >
          {report.members.length === 0 ? (
            <Empty>Nobody has joined yet.</Empty>
          ) : (
            <DepositForm members={report.members} unit={unit} />
          )}
        </Panel>
        <Panel title="How the vault stands" lead={`As the chain has it now, in ${unit}.`}>
          {vault ? <Standing vault={vault} /> : missing}
        </Panel>
        <Panel
          title="Guard-rails"
          lead="What the contracts allow the agent, and how much of it is used."
        >
          {vault ? <GuardRails vault={vault} /> : missing}
        </Panel>
        <Panel
          title="Exit queue"
          lead="Shares that are worth more than the pool has idle: sold after the next mark of the value, in order."
        >
          {vault ? <Queue vault={vault} members={report.members} /> : missing}
        </Panel>
      </div>
    </>
  );
}

function Standing({ vault }: { readonly vault: VaultStatus }) {
  return (
    <Facts
      facts={[
        {
          key: 'nav',
          name: 'value',
          value: <Amount value={vault.nav} />,
          note: (
            <>
              at mean prices; <Amount value={vault.navSpot} /> at this moment’s
            </>
          ),
        },
        {
          key: 'unit',
          name: 'a unit of weight',
          value: <Amount value={vault.navPerShare} places={6} />,
          note: (
            <>
              <Amount value={vault.totalShares} places={0} /> in {vault.shares} shares
            </>
          ),
        },
        { key: 'idle', name: 'idle', value: <Amount value={vault.idle} />, note: 'pays exits' },
        { key: 'reserved', name: 'kept for claims', value: <Amount value={vault.reserved} /> },
        {
          key: 'mark',
          name: <Term name="high-water mark" />,
          value: <Amount value={vault.highWaterMark} />,
          note: (
            <>
              <Amount value={vault.distributable} /> could be shared now
            </>
          ),
        },
        ...vault.positions.map((position) => ({
          key: position.asset,
          name: position.asset,
          value: <Amount value={position.amount} places={4} />,
          note: `cost ${position.cost}; aimed at ${position.targetBps / 100}% of the book`,
        })),
        ...vault.liquidity.map((one) => ({
          key: `pool ${one.asset}`,
          name: `in the pool of ${one.asset}`,
          value: <Amount value={one.value} />,
          note: `${one.inRange ? 'earns fees' : 'out of range'}; from ${one.from} to ${one.to}; ${one.quoteFees} of fees to collect`,
        })),
      ]}
    />
  );
}

function GuardRails({ vault }: { readonly vault: VaultStatus }) {
  const { budgets, breaker, agent } = vault;
  return (
    <Facts
      facts={[
        {
          key: 'breaker',
          name: 'breaker',
          value: breaker.tripped ? <b className="text-loss">open: no trades</b> : 'closed',
          note: `${breaker.drawdownPercent}% under its peak; opens at ${breaker.limitPercent}%`,
        },
        {
          key: 'paused',
          name: 'paused',
          value: vault.pausedUntil === null ? 'no' : <When at={vault.pausedUntil} />,
          note: vault.pausedUntil === null ? undefined : 'until then; claims and exits go on',
        },
        {
          key: 'turnover',
          name: 'turnover used',
          value: `${budgets.turnover.usedPercent}%`,
          note: `at most ${budgets.turnover.limitPercent}% at once; refills over ${budgets.windowHours} hours`,
        },
        {
          key: 'loss',
          name: 'loss used',
          value: `${budgets.loss.usedPercent}%`,
          note: `at most ${budgets.loss.limitPercent}% at once, against mean prices`,
        },
        {
          key: 'agent',
          name: <Term name="agent">agent heard</Term>,
          value: <When at={agent.heardAt} />,
          note: (
            <>
              its key ends <When at={agent.expiresAt} />
            </>
          ),
        },
      ]}
    />
  );
}
