import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Command } from 'commander';
import { openJournal } from '#journal';
import { Fault, type Hex } from '#kit';
import { nodePrimitives, Roster } from '#members';
import { Archive, type Replay, replayRound } from '#rounds';
import { keyFile, openBlobs, openDatabase } from '#store';
import { readEnvironment } from './environment.ts';
import { wholeNumber } from './options.ts';

interface ReplayOptions {
  dir?: string;
  season?: string;
}

/** What the journal says was put on chain for a round. */
interface OnChain {
  readonly modelHash: Hex;
  readonly txHash: Hex;
}

/** `hanse round`: what can be asked of a finished round. */
export function roundCommand(): Command {
  const replay = new Command('replay')
    .description(
      'recompute a round from its stored masked vectors and reveals, and compare the model with the one put on chain; exits 1 where they differ',
    )
    .argument('<n>', 'number of the round', wholeNumber(1, 2 ** 31))
    .option('--dir <folder>', 'data folder of the hub (default: HANSE_DIR, else .hanse)')
    .option('--season <id>', 'season (default: the newest)')
    .allowExcessArguments(false)
    .action(async (round: number, options: ReplayOptions) => {
      const { replay, onChain } = await replayIn(round, options);
      const problems = [...replay.problems];
      if (onChain && onChain.modelHash !== replay.model)
        problems.push(`transaction ${onChain.txHash} put ${onChain.modelHash} on chain`);
      print(replay, onChain, problems);
      if (problems.length > 0) process.exitCode = 1;
    });
  return new Command('round').description('finished rounds').addCommand(replay);
}

async function replayIn(
  round: number,
  options: ReplayOptions,
): Promise<{ replay: Replay; onChain: OnChain | undefined }> {
  const home = join(options.dir ?? readEnvironment().HANSE_DIR, 'hub');
  const path = join(home, 'hub.sqlite');
  if (!existsSync(path)) {
    throw new Fault('cli/no-data', `${home} holds no hub; name the data folder with --dir`);
  }
  const db = openDatabase(path);
  const archive = new Archive(db);
  const season = options.season ?? archive.seasons().at(-1);
  if (!season) throw new Fault('rounds/no-record', `${home} holds no finished round yet`);
  const blobs = await openBlobs(join(home, 'blobs'), keyFile(join(home, 'blob.key')));
  const roster = new Roster(db, season, '0x').list();
  const source = { primitives: nodePrimitives, archive, blobs, roster };
  return { replay: await replayRound(source, season, round), onChain: journaled(db, round) };
}

function journaled(db: DatabaseSync, round: number): OnChain | undefined {
  const entries = openJournal(db).after(0, 100_000, ['round/closed']);
  const found = entries.find(({ data }) => data['round'] === round);
  return found?.data as unknown as OnChain | undefined;
}

function print(replay: Replay, onChain: OnChain | undefined, problems: readonly string[]): void {
  const { round, attempt, messages, vectors, cohorts, model } = replay;
  console.log(
    `round ${round}, attempt ${attempt}: ${messages} messages, ${vectors} masked vectors`,
  );
  for (const [i, { members, survivors, weight }] of cohorts.entries())
    console.log(`cohort ${i + 1}: ${survivors} of ${members} members, ${weight} examples`);
  console.log(`recomputed model ${model}`);
  console.log(`recorded model   ${replay.recorded}`);
  if (onChain) console.log(`on chain         ${onChain.modelHash} (transaction ${onChain.txHash})`);
  for (const problem of problems) console.log(`✗ ${problem}`);
  if (problems.length === 0) console.log('the round holds');
}
