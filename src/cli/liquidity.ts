import { Command } from 'commander';
import { type LiquidityMoved, operations } from '#api';
import { Fault } from '#kit';
import { call, type HubOptions } from './client.ts';
import { confirm, type DeedOptions, deedOptions, doOnce } from './confirm.ts';
import { amount, hubOptions, wholeNumber } from './options.ts';

interface Order extends HubOptions, DeedOptions {
  readonly asset: string;
  readonly quote?: string;
  readonly base?: string;
  readonly width?: number;
  readonly percent?: number;
}

/** `hanse liquidity add|remove|recentre|collect|close` */
export function liquidityCommand(): Command {
  return new Command('liquidity')
    .description(
      'put the vault’s liquidity into a listed pool and take it back, by the agent’s key and within its limits; hanse vault status shows it',
    )
    .addCommand(
      amounts(act('add', 'put liquidity around the present price, or to what stands there')),
    )
    .addCommand(
      act('remove', 'take liquidity back into the vault, its fees with it').option(
        '--percent <number>',
        'how much of it (default: all)',
        wholeNumber(1, 100),
      ),
    )
    .addCommand(
      amounts(act('recentre', 'take all back and put it around the present price, in one step')),
    )
    .addCommand(act('collect', 'take a position’s fees into the vault; anyone may'))
    .addCommand(
      act('close', 'take all back while no agent may: paused, breaker open, or key expired'),
    );
}

function act(name: LiquidityMoved['act'], description: string): Command {
  return deedOptions(hubOptions(new Command(name)))
    .description(description)
    .requiredOption('--asset <symbol>', 'the pool’s asset, such as BTCUSDT')
    .action((options: Order) => move(name, options));
}

function amounts(command: Command): Command {
  return command
    .option('--quote <amount>', 'the most quote to put in', amount)
    .option('--base <amount>', 'the most of the asset to put in', amount)
    .option(
      '--width <bps>',
      'how far the ends lie from the price, basis points (default: 200)',
      wholeNumber(1, 10_000),
    );
}

async function move(name: LiquidityMoved['act'], options: Order): Promise<void> {
  const { asset, quote, base, width, percent } = options;
  if (name === 'add' && quote === undefined && base === undefined)
    throw new Fault('cli/bad-argument', 'say how much to put in: --quote, --base, or both');
  const body = {
    ...{ act: name, asset },
    ...(quote === undefined ? {} : { quote }),
    ...(base === undefined ? {} : { base }),
    ...(width === undefined ? {} : { widthBps: width }),
    ...(percent === undefined ? {} : { percent }),
  };
  await confirm(wordsFor(name, options), options);
  const done = await doOnce(options, (once) =>
    call(operations.liquidity, { body: { ...body, once } }, options),
  );
  const way = name === 'add' || name === 'recentre' ? 'went into' : 'came out of';
  console.log(`${done.quote} and ${done.base} ${asset} ${way} the pool ${done.txHash}`);
}

function wordsFor(name: LiquidityMoved['act'], { asset, quote, base, percent }: Order): string {
  const most = [quote && `${quote} of quote`, base && `${base} ${asset}`]
    .filter(Boolean)
    .join(' and ');
  switch (name) {
    case 'add':
      return `The agent puts at most ${most}, of what the vault holds, into the pool of ${asset}.`;
    case 'remove':
      return `The agent takes ${percent ?? 100} % of the vault’s liquidity out of the pool of ${asset}.`;
    case 'recentre':
      return `The agent takes the vault’s liquidity out of the pool of ${asset} and puts it around the present price.`;
    case 'collect':
      return `The fees that the vault has earned in the pool of ${asset} go into the vault.`;
    case 'close':
      return `All of the vault’s liquidity comes out of the pool of ${asset}, because no agent may act.`;
  }
}
