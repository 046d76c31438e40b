import { Command } from 'commander';
import { operations } from '#api';
import { call, type HubOptions } from './client.ts';
import { hubOptions } from './options.ts';

/** `hanse trade` */
export function tradeCommand(): Command {
  return hubOptions(new Command('trade'))
    .description('run the agent once on the newest candle; it trades only if every guard allows it')
    .option('--asset <symbol>', 'such as BTCUSDT (default: the main pair)')
    .action(async (options: HubOptions & { asset?: string }) => {
      const body = options.asset ? { asset: options.asset } : {};
      const result = await call(operations.trade, { body }, options);
      console.log(`${result.outcome}: ${result.reason}`);
      for (const trade of result.trades) {
        console.log(
          `  ${trade.side} ${trade.asset}: in ${trade.amountIn}, out ${trade.amountOut} at ${trade.price}; fee ${trade.fee}, gas ${trade.gas}, realised ${trade.realised ?? '–'}; ${trade.txHash}`,
        );
      }
    });
}
