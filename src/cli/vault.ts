import { Command } from 'commander';
import { operations, type Portfolio, type VaultStatus } from '#api';
import { Fault } from '#kit';
import { autoCompoundCommand, compoundCommand } from './compound.ts';
import { call, type HubOptions, isBegun } from './client.ts';
import { BEGUN, confirm, type DeedOptions, deedOptions, doOnce } from './confirm.ts';
import { clockWords, doorOptions, memberOption } from './door.ts';
import { amount, memberOrWallet, wholeNumber } from './options.ts';
import { facts, table } from './table.ts';

const MOST = Number.MAX_SAFE_INTEGER;
type Order = HubOptions & DeedOptions & { member: string };

/** `hanse vault deposit|mint|redeem|cancel-exit|status|fund` */
export function vaultCommand(): Command {
  return new Command('vault')
    .description('put money into the pool, take it out, and see how the pool stands')
    .addCommand(deposit())
    .addCommand(mint())
    .addCommand(redeem())
    .addCommand(cancelExit())
    .addCommand(compoundCommand())
    .addCommand(autoCompoundCommand())
    .addCommand(status())
    .addCommand(fund());
}

function member(command: Command): Command {
  return memberOption(doorOptions(command));
}

function deposit(): Command {
  return inCoin(deedOptions(member(new Command('deposit'))))
    .description('pay an amount from a member’s wallet for a share at net asset value')
    .requiredOption('--assets <amount>', 'how much to pay in', amount)
    .action((options: Buy & { assets: string }) => buy(options, { assets: options.assets }));
}

function mint(): Command {
  return inCoin(deedOptions(member(new Command('mint'))))
    .description('get a share of at least a weight, paid from a member’s wallet')
    .requiredOption('--weight <number>', 'weight of the share', amount)
    .action((options: Buy & { weight: string }) => buy(options, { weight: options.weight }));
}

type Buy = Order & { readonly inCoin?: boolean };

function inCoin(command: Command): Command {
  return command.option(
    '--in-coin',
    'pay in the chain’s own coin, where the pool counts in its wrapped form',
  );
}

async function buy(options: Buy, size: { assets?: string; weight?: string }): Promise<void> {
  const order = { member: options.member, ...size };
  const query = options.inCoin ? { ...order, paidIn: 'coin' as const } : order;
  const quote = await call(operations.depositQuote, { query }, options);
  if (!options.once) refuse(quote.obstacles);
  const { symbol } = (await call(operations.vaultStatus, {}, options)).quote;
  await confirm(
    `${quote.member} pays ${quote.assets} ${options.inCoin ? 'of the chain’s coin' : symbol} from ${quote.wallet} (which holds ${quote.balance}) for a share of weight ${quote.weight}, ${quote.sharePercent} % of the pool, whose value is ${quote.nav}.`,
    options,
  );
  const done = await doOnce(options, (once) =>
    call(operations.deposit, { body: { ...query, once } }, options),
  );
  console.log(
    `share ${done.nft} of weight ${done.weight} for ${done.assets} ${symbol} ${done.txHash}`,
  );
}

function redeem(): Command {
  return deedOptions(member(new Command('redeem')))
    .description(
      'leave with one share (--nft) or all (--all): paid at once from idle quote, the rest is queued and sold after the next mark; with --in-kind every share is paid its part of each token at once',
    )
    .option('--nft <number>', 'number of the share', wholeNumber(1, MOST))
    .option('--all', 'every share of the member')
    .option('--in-kind', 'take a part of every token instead of quote; needs no price and no sale')
    .option(
      '--without <asset...>',
      'with --in-kind: leave an asset behind, such as one whose token refuses to be moved',
    )
    .action(async (options: Leave) => {
      if ((options.nft === undefined) === !options.all)
        throw new Fault('cli/bad-argument', 'say which share: either --nft NUMBER or --all');
      const { without = [] } = options;
      if (without.length > 0 && !options.inKind)
        throw new Fault('cli/bad-argument', '--without leaves an asset behind in --in-kind only');
      const nft = options.nft === undefined ? {} : { nft: options.nft };
      const paidIn = options.inKind ? ('kind' as const) : ('quote' as const);
      const query = {
        ...{ member: options.member, paidIn },
        ...(nft.nft ? { nft: String(nft.nft) } : {}),
        ...(without.length > 0 ? { without: without.join(',') } : {}),
      };
      const body = { member: options.member, paidIn, ...nft, without };
      const { symbol } = (await call(operations.vaultStatus, {}, options)).quote;
      // A share that was begun to leave may be gone: there is nothing left to quote then, and an answer to give.
      const begun = await isBegun(operations.redeem, body, options);
      await confirm(begun ? BEGUN : await leavingTerms(query, symbol, options), options);
      const done = await doOnce(options, (once) =>
        call(operations.redeem, { body: { ...body, once } }, options),
      );
      for (const { nft: id, assets, rewards, parts, txHash } of done.paid) {
        const paid = [`${assets} ${symbol}`, ...amounts(parts)].join(', ');
        console.log(`share ${id}: ${paid} and ${rewards} earned were paid ${txHash}`);
      }
      for (const { nft: id, txHash } of done.queued)
        console.log(`share ${id} is in the exit queue ${txHash}`);
    });
}

/** What leaving would bring, in words; what would be refused is refused before anybody is asked. */
async function leavingTerms(
  query: Record<string, string>,
  symbol: string,
  options: Leave,
): Promise<string> {
  const quote = await call(operations.redeemQuote, { query }, options);
  if (quote.shares.length === 0 && !options.once)
    throw new Fault('vault/not-holder', `${options.member} holds no share to leave with`);
  const free = quote.shares.filter(({ obstacles }) => obstacles.length === 0);
  if (free.length === 0 && !options.once) refuse(quote.shares[0]!.obstacles);
  const lines = free.map(
    (share) =>
      `  share ${share.nft}: about ${[`${share.value} ${symbol}`, ...amounts(share.parts)].join(', ')}, and ${share.claimable} it can claim; ${share.way === 'queue' ? 'more than is idle, so it is queued and sold after the next mark' : 'paid at once'}`,
  );
  return [`${quote.member} gives back to ${quote.wallet}:`, ...lines].join('\n');
}

interface Leave extends Order {
  readonly nft?: number;
  readonly all?: boolean;
  readonly inKind?: boolean;
  readonly without?: string[];
}

function amounts(parts: Readonly<Record<string, string>>): string[] {
  return Object.entries(parts).map(([asset, amount]) => `${amount} ${asset}`);
}

function cancelExit(): Command {
  return deedOptions(member(new Command('cancel-exit')))
    .description('take a share out of the exit queue: it stays in the pool')
    .requiredOption('--nft <number>', 'number of the share', wholeNumber(1, MOST))
    .action(async (options: Order & { nft: number }) => {
      const body = { member: options.member, nft: options.nft };
      await confirm(`${body.member} takes share ${body.nft} out of the exit queue.`, options);
      const { nft, txHash } = await doOnce(options, (once) =>
        call(operations.cancelExit, { body: { ...body, once } }, options),
      );
      console.log(`share ${nft} is out of the exit queue ${txHash}`);
    });
}

function fund(): Command {
  return member(new Command('fund'))
    .description('give a member’s wallet play money; on the embedded chain only')
    .requiredOption('--assets <amount>', 'how much', amount)
    .action(async (options: HubOptions & { member: string; assets: string }) => {
      const { member: who, assets } = options;
      const body = { member: who, assets };
      const { balance, txHash } = await doOnce({}, (once) =>
        call(operations.fund, { body: { ...body, once } }, options),
      );
      console.log(`the wallet of ${who} holds ${balance} ${txHash}`);
    });
}

function status(): Command {
  return doorOptions(new Command('status'))
    .description(
      'net asset value, idle quote, positions, exit queue, budgets, breaker, high-water mark; with --member what a member has',
    )
    .option('--member <id>', 'a member’s shares instead; elsewhere a wallet’s', memberOrWallet)
    .option('--json', 'print JSON')
    .action(async (options: HubOptions & { member?: string; json?: boolean }) => {
      if (options.member) {
        const query = { member: options.member };
        const portfolio = await call(operations.portfolio, { query }, options);
        console.log(options.json ? JSON.stringify(portfolio, null, 2) : held(portfolio));
        return;
      }
      const vault = await call(operations.vaultStatus, {}, options);
      console.log(options.json ? JSON.stringify(vault, null, 2) : told(vault, clockWords(options)));
    });
}

function held(portfolio: Portfolio): string {
  const { contribution } = portfolio;
  const rows = portfolio.holdings.map((share) => [
    String(share.nft),
    share.weight,
    share.sharePercent,
    share.paidIn,
    share.value,
    share.earned,
    share.claimable,
    share.returnPercent,
    [
      ...(share.leavingSince === null ? [] : ['leaving']),
      ...(share.staked ? ['staked'] : []),
      ...(/[1-9]/.test(share.stakeClaimable) ? [`${share.stakeClaimable} by stake`] : []),
    ].join(', '),
  ]);
  return [
    `${portfolio.member} ${portfolio.name}: ${portfolio.value} in the pool, ${portfolio.claimable} to claim, ${portfolio.balance} in the wallet ${portfolio.wallet}`,
    table(
      ['share', 'weight', '%', 'paid in', 'value', 'earned', 'claimable', 'return %', ''].map(
        (head) => ({ head, align: head ? 'right' : 'left' }),
      ),
      rows,
    ),
    `by contribution: earned ${contribution.earned}, claimed ${contribution.claimed}, claimable ${contribution.claimable}`,
  ].join('\n');
}

function told(vault: VaultStatus, clock: string): string {
  const { budgets, breaker, quote } = vault;
  const time = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  const budget = (one: { usedPercent: string; limitPercent: string }): string =>
    `${one.usedPercent} % used of ${one.limitPercent} % at once`;
  return facts([
    ['time', `${time(vault.at)} UTC${clock}`],
    ['net asset value', `${vault.nav ?? 'unknown'} ${quote.symbol}; at spot ${vault.navSpot}`],
    ['a unit of weight', `${vault.navPerShare}; ${vault.totalShares} in ${vault.shares} shares`],
    ['idle', `${vault.idle}; reserved for claims ${vault.reserved}`],
    ...vault.positions.map(
      (one) =>
        [one.asset, `${one.amount}, cost ${one.cost}; target ${one.targetBps / 100} %`] as const,
    ),
    ...vault.liquidity.map(
      (one) =>
        [
          `in the pool of ${one.asset}`,
          `${one.quote} ${quote.symbol} and ${one.base}, worth ${one.value}; from ${one.from} to ${one.to}${one.inRange ? '' : ', out of range'}; fees ${one.quoteFees} and ${one.baseFees}`,
        ] as const,
    ),
    ['high-water mark', `${vault.highWaterMark}; distributable ${vault.distributable}`],
    [
      'staking',
      vault.staking?.inForce
        ? `the holders’ part goes to staked shares; ${vault.staking.stakedWeight} staked, cycle ${vault.staking.cycle}`
        : 'off: the holders’ part goes to all shares',
    ],
    [
      'exit queue',
      vault.queue.length === 0
        ? 'empty'
        : vault.queue
            .map((one) => `share ${one.nft} of ${one.member ?? 'somebody else'}`)
            .join(', '),
    ],
    ['turnover', `${budget(budgets.turnover)}; refills over ${budgets.windowHours} h`],
    ['loss', budget(budgets.loss)],
    [
      'breaker',
      `${breaker.tripped ? 'OPEN' : 'closed'}; ${breaker.drawdownPercent} % under the peak of ${breaker.peak}, opens at ${breaker.limitPercent} %`,
    ],
    ['paused', vault.pausedUntil === null ? 'no' : `until ${time(vault.pausedUntil)} UTC`],
    ['agent', `heard ${time(vault.agent.heardAt)}, key expires ${time(vault.agent.expiresAt)} UTC`],
    ['smallest deposit', vault.smallestDeposit],
  ]);
}

/** What the hub would refuse is refused before anybody is asked to confirm it; a deed with a name may have been done already. */
function refuse(obstacles: readonly { code: string; sentence: string }[]): void {
  const first = obstacles[0];
  if (first) throw new Fault(first.code, first.sentence);
}
