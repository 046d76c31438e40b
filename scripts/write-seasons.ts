/** `npm run seasons`: plays ten windows in a row and writes docs/seasons.md, whatever they gave. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { SeasonReport } from '#api';

const WINDOWS = 10;
const DAYS = 14;
const root = resolve(import.meta.dirname, '..');
const main = join(root, 'src', 'cli', 'main.ts');

const rows: string[] = [];
const returns: Record<'agent' | 'buyAndHold' | 'solo' | 'autoregressive', number[]> = {
  agent: [],
  buyAndHold: [],
  solo: [],
  autoregressive: [],
};
for (let back = WINDOWS - 1; back >= 0; back--) {
  const report = play(back * DAYS);
  rows.push(rowOf(report));
  for (const name of Object.keys(returns) as (keyof typeof returns)[]) {
    returns[name].push(Number(report.baselines![name].returnPercent));
  }
  console.error(rows.at(-1));
}
writeFileSync(join(root, 'docs', 'seasons.md'), page());

function play(shift: number): SeasonReport {
  const dir = mkdtempSync(join(tmpdir(), 'hanse-window-'));
  const json = join(dir, 'report.json');
  try {
    const words = [
      main,
      'season',
      '--shift',
      String(shift),
      '--json',
      json,
      '--dir',
      join(dir, 'd'),
    ];
    const done = spawnSync(process.execPath, words, {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (done.status !== 0)
      throw new Error(`the window ${shift} days back ended with ${done.status}`);
    return JSON.parse(readFileSync(json, 'utf8')) as SeasonReport;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function rowOf({ season, baselines, model, trades, distribution, members }: SeasonReport): string {
  const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
  const b = baselines!;
  const shuffler = members.find((member) => member.role === 'shuffled-labels');
  const cells = [
    `${day(season.window.from)} – ${day(season.window.to)}`,
    season.threshold!.value,
    String(trades.length),
    b.agent.returnPercent,
    b.buyAndHold.returnPercent,
    b.solo.returnPercent,
    b.autoregressive.returnPercent,
    b.agent.maxDrawdownPercent,
    b.buyAndHold.maxDrawdownPercent,
    model!.unseen!.loss,
    b.solo.loss ?? '–',
    b.autoregressive.loss ?? '–',
    distribution.total,
    shuffler?.scorePercent ?? '–',
  ];
  return `| ${cells.join(' | ')} |`;
}

function page(): string {
  const mean = (values: number[]): string =>
    (values.reduce((a, b) => a + b, 0) / values.length).toFixed(2);
  const won = (name: keyof typeof returns): number =>
    returns.agent.filter((value, i) => value > returns[name][i]!).length;
  return `# Ten windows in a row

Written by \`npm run seasons\`: the default season (8 members, 12 rounds, seed 1, policy \`merged\`) on ${WINDOWS} consecutive windows of ${DAYS} days, up to the last day of the bundled candles. The windows are fixed by the calendar; none was left out. Everything a window is traded with – model, calibration, threshold – was chosen on days before it. Members train with noise where they have candles enough ([federation.md](federation.md)): in the later windows; the earlier ones lie too near the beginning of the files. With noise a score of twelve rounds is uneven, and the shuffler's with it.

Returns in percent of the capital at the start, with all distributions counted in; drawdowns in percent. *Loss* is the prediction loss on the window's candles after calibration; always naming the three classes with equal probability would lose ${Math.log(3).toFixed(4)}. The baselines are traded on paper with the same fee, impact and gas, the forecasting ones with thresholds chosen by the same rule. The last column is the contribution score, in percent, of the member that trains on shuffled labels: it should be near zero.

| window | threshold | trades | agent | buy and hold | mean solo | autoregressive | agent’s drawdown | holder’s drawdown | loss | solo loss | autoregressive loss | distributed USDC | shuffler’s score |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
${rows.join('\n')}

Mean return: agent ${mean(returns.agent)}, buy and hold ${mean(returns.buyAndHold)}, mean solo ${mean(returns.solo)}, autoregressive ${mean(returns.autoregressive)}. The agent did better than buying and holding in ${won('buyAndHold')} of ${WINDOWS} windows, than the mean solo model in ${won('solo')}, than the autoregressive model in ${won('autoregressive')}.

Ten windows of one asset in one year are few, and they overlap in training data. They show what the machine does, not what it will earn. The agent commits at most a fifth of the pool to a plan, so its swings are smaller than those of holding; a smaller loss in a falling market is no skill.
`;
}
