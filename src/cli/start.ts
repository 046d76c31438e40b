import { Command } from 'commander';
import { bundledData } from './bundled.ts';
import { readEnvironment } from './environment.ts';
import { wholeNumber } from './options.ts';
import { seasonOptions } from './season.ts';
import { askedToStop } from './signals.ts';

interface StartOptions {
  port?: number;
  dir?: string;
  data?: string[];
  [setting: string]: unknown;
}

/** `hanse start`: the hub with its pages; a season that was begun in the folder goes on where it stopped. */
export function startCommand(): Command {
  return seasonOptions(new Command('start'))
    .description(
      'start the hub with its pages and play a season; goes on where an earlier start stopped',
    )
    .option(
      '--port <n>',
      'port on 127.0.0.1 (default: HANSE_PORT, else 4270)',
      wholeNumber(0, 65_535),
    )
    .option('--dir <folder>', 'data folder (default: HANSE_DIR, else .hanse)')
    .allowExcessArguments(false)
    .action(async (options: StartOptions) => {
      const environment = readEnvironment();
      const stop = askedToStop();
      const { startHub } = await import('#server');
      const { seasonConfig } = await import('#season');
      const { port, dir, data, ...rest } = options;
      const config = seasonConfig({ ...rest, data: data ?? bundledData() });
      const hub = await startHub({
        dir: dir ?? environment.HANSE_DIR,
        port: port ?? environment.HANSE_PORT,
        config,
        logLevel: environment.HANSE_LOG_LEVEL,
        hosts: environment.HANSE_HOSTS,
        ...(environment.HANSE_API_KEY ? { operatorKey: environment.HANSE_API_KEY } : {}),
      });
      console.log(`Hanse is open at ${hub.url}`);
      hub.onProgress(({ step }) => say(step));
      const broken = new Promise<never>((_, reject) => void hub.finished.catch(reject));
      const signal = await Promise.race([stop, broken]).finally(async () => hub.close());
      console.log(`stopped by ${signal}; start again to go on`);
    });
}

let said = '';

function say(step: string): void {
  if (step !== said) console.log(step);
  said = step;
}
