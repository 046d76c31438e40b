import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { openJournal } from '#journal';
import { Fault, type Hex } from '#kit';
import { explainScore, type ScoreExplanation } from '#rounds';
import { readArtefacts } from '#season';
import { keyFile, openBlobs, openDatabase } from '#store';
import { readEnvironment } from './environment.ts';
import { table } from './table.ts';

interface ExplainOptions {
  member: number;
  dir?: string;
}

/** What of the journal belongs to a member's reward. */
interface Ledger {
  readonly root: Hex | undefined;
  readonly claims: readonly { readonly amount: string; readonly txHash: Hex }[];
}

/** `hanse explain` */
export function explainCommand(): Command {
  return new Command('explain')
    .description(
      'take a member’s score apart: rounds, cohorts, values, regression and rule, recomputed from the published artefacts; exits 1 where the root on chain is another',
    )
    .requiredOption('--member <id>', 'such as m3', memberNumber)
    .option('--dir <folder>', 'data folder of the hub (default: HANSE_DIR, else .hanse)')
    .allowExcessArguments(false)
    .action(async ({ member, dir }: ExplainOptions) => {
      const home = join(dir ?? readEnvironment().HANSE_DIR, 'hub');
      const path = join(home, 'hub.sqlite');
      if (!existsSync(path))
        throw new Fault('cli/no-data', `${home} holds no hub; name the data folder with --dir`);
      const db = openDatabase(path);
      const blobs = await openBlobs(join(home, 'blobs'), keyFile(join(home, 'blob.key')));
      const artefacts = await readArtefacts({ db, blobs });
      if (!artefacts)
        throw new Fault('cli/no-scores', 'no scores are published yet; wait for the rounds to end');
      const explanation = explainScore(artefacts, member);
      const ledger = readLedger(openJournal(db).after(0, 10_000_000), member);
      print(explanation, ledger);
      if (ledger.root !== explanation.root) process.exitCode = 1;
    });
}

function readLedger(
  entries: readonly { kind: string; data: Readonly<Record<string, unknown>> }[],
  member: number,
): Ledger {
  const scores = entries.findLast(({ kind }) => kind === 'scores/published');
  const claims = entries.flatMap(({ kind, data }) =>
    kind === 'claim/paid' && data['member'] === `m${member}` && data['kind'] === 'contributor'
      ? [data as unknown as Ledger['claims'][number]]
      : [],
  );
  return { root: scores?.data['root'] as Hex | undefined, claims };
}

function print(
  { score, level, lines, keptMicro, freshMicro, ownNano, echo, allGains, root }: ScoreExplanation,
  ledger: Ledger,
): void {
  const nano = (value: number): string => (value / 1e9).toFixed(9);
  console.log(
    'Each round in which the cohorts gave sums, with what each cohort took off the validation loss:',
  );
  console.log(
    table(
      [
        { head: 'round', align: 'right' },
        { head: 'cohort' },
        { head: 'value', align: 'right' },
        { head: 'round counts', align: 'right' },
        { head: 'adds to the gain', align: 'right' },
      ],
      lines.map(({ round, cohort, value, weight, within, adds }) => [
        String(round),
        `${cohort.map((one) => `m${one}`).join(' ')}${within ? ' ←' : ''}`,
        nano(value),
        weight.toFixed(3),
        nano(adds),
      ]),
    ),
  );
  console.log(`an equal part of all that was learned   ${nano(level)}`);
  console.log(`the lines above together                ${nano(score.gainNano - level)}`);
  console.log(`gain of m${score.member} in a round                   ${nano(score.gainNano)}`);
  if (keptMicro < 1_000_000)
    console.log(`kept of it: others hold the same data   ${(keptMicro / 10_000).toFixed(2)} %`);
  if (ownNano !== undefined) {
    console.log(`of its updates its own (squared length) ${nano(ownNano)}`);
    if (echo) {
      console.log(`of past updates it sends again          ${nano(echo.echoNano)}`);
      console.log(`an honest member may show               ${nano(echo.allowedNano)}`);
    }
    console.log(`kept for what is its own                ${(freshMicro / 10_000).toFixed(2)} %`);
  }
  console.log(`what all members keep of gains above zero ${nano(allGains)}`);
  console.log(`score: its part of them, never negative ${(score.scoreMicro / 1e6).toFixed(6)}`);
  for (const { amount, txHash } of ledger.claims)
    console.log(`claimed for it: ${amount} (${txHash})`);
  console.log(`recomputed root ${root}`);
  console.log(`published root  ${ledger.root ?? 'none'}`);
}

function memberNumber(text: string): number {
  const match = /^m?(\d{1,7})$/.exec(text);
  if (match) return Number(match[1]);
  throw new InvalidArgumentError('use a member such as m3.');
}
