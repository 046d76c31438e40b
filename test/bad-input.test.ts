/** Whatever is wrong is told in one sentence: wrong words exit with 2, all else with 1, and no stack is ever shown. */
import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from '#store';
import { openJournal } from '#journal';
import { type Row, rowsOf, writeCandles } from './candle-files.ts';
import { hanse } from './command.ts';
import { expectSentence } from './fixtures/sentence.ts';

const home = mkdtempSync(join(tmpdir(), 'hanse-bad-'));
const rows = rowsOf(6000);
const good = writeCandles(home, 'BTCUSDT.csv', rows);
const SEASON = ['--members', '3', '--rounds', '1', '--days', '1', '--data', good];
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('candle files', () => {
  const broken = (change: (rows: Row[]) => void): Row[] => {
    const copy = rows.map((row): Row => [...row]);
    change(copy);
    return copy;
  };
  const file = (name: string, content: readonly (Row | string)[], header?: string): string =>
    writeCandles(home, name, content, header ? { header } : {});
  it.concurrent.each<[string, () => string[], RegExp]>([
    ['no file', () => [join(home, 'none.csv')], /none\.csv: there is no such file/],
    ['a folder', () => [home], /this is a folder/],
    [
      'wrong columns',
      () => [file('W.csv', rows, 'time,o,h,l,c,v')],
      /W\.csv: line 1: the header is/,
    ],
    [
      'a gap',
      () => [
        file(
          'G.csv',
          broken((all) => void all.splice(777, 2)),
        ),
      ],
      /line 779: 2 candles missing/,
    ],
    [
      'a duplicate',
      () => [
        file(
          'D.csv',
          broken((all) => void all.splice(500, 0, all[499]!)),
        ),
      ],
      /line 502: .* stands twice/,
    ],
    [
      'a high below the low',
      () => [
        file(
          'O.csv',
          broken((all) => void (all[122]![2] = 1)),
        ),
      ],
      /line 124: .*cannot be one candle/,
    ],
    ['too few', () => [file('F.csv', rows.slice(0, 300))], /the files share 300: use fewer days/],
    [
      'two intervals',
      () => [good, writeCandles(home, 'ETHUSDT.csv', rowsOf(3000, { step: 900_000 }))],
      /15 min and BTCUSDT of 5 min/,
    ],
    [
      'an interval of which no day is made',
      () => [file('SEVEN.csv', rowsOf(6000, { step: 420_000 }))],
      /no whole number of candles of 7 min/,
    ],
    [
      'a price too small to count',
      () => [file('DUST.csv', rowsOf(6000, { price: 1e-9 }))],
      /DUST has a price of .* a thousand times more/,
    ],
    ['one asset twice', () => [good, file('other-BTCUSDT.csv', rows)], /second file of BTCUSDT/],
  ])('%s', async (_, make, sentence) => {
    const words = ['--members', '3', '--rounds', '1', '--days', '1', '--data', ...make()];
    expectSentence(await hanse(['season', ...words]), 1, sentence);
  });
});

describe('words', () => {
  it.concurrent.each<[string, RegExp]>([
    ['season --members 2', /--members.*from 3 to 64/],
    ['season --members eight', /--members.*from 3 to 64/],
    ['season --rounds 0', /--rounds.*from 1 to 200/],
    ['season --days 1.5', /--days.*from 1 to 120/],
    ['season --seed -1', /--seed.*from 0/],
    ['season --policy robin', /amm, nexus, merged/],
    ['season --data', /--data.*missing/],
    ['season --nope', /unknown option '--nope'/],
    ['season extra', /too many arguments/],
    ['start --port 70000', /--port.*65535/],
    ['seson', /unknown command 'seson' \(Did you mean season\?\)/],
    ['vote', /--member/],
    ['vote --member m1', /--proposal .* or --on/],
    ['vote --member m1 --proposal x', /--from ASSET, --to ASSET/],
    ['vote --member m1 --on 1 --support maybe', /for, against, abstain/],
    ['audit --hub nonsense', /use a URL/],
    ['vault deposit --assets 5', /--member/],
    ['vault deposit --member m1', /--assets/],
    ['vault deposit --member m1 --assets -5', /--assets.*above zero/],
    ['vault deposit --member m1 --assets 0', /--assets.*above zero/],
    ['vault deposit --member one --assets 5', /--member.*such as m1/],
    ['vault deposit --member m1 --assets 5 --once short', /--once.*8 to 64/],
    ['vault mint --member m1', /--weight/],
    ['vault redeem --member m1', /either --nft NUMBER or --all/],
    ['vault redeem --member m1 --nft 1 --all', /either --nft NUMBER or --all/],
    ['vault redeem --member m1 --nft 0', /--nft.*from 1/],
    ['claim', /--member/],
    ['claim --member m1 --nft x', /--nft.*from 1/],
    ['claim --member m1 --nft 1 --all', /--all.*cannot be used with.*--nft/],
    ['statement --day -1', /--day.*from 0/],
    ['propose nothing --member m1', /unknown command 'nothing'/],
    ['propose threshold --member m1', /missing required argument 'probability'/],
    ['propose pair-shift --member m1', /--from/],
    ['propose limits tradeBps --member m1', /name=number/],
    ['propose limits nonsense=1 --member m1', /limits does not work: .*nonsense/],
    ['propose policy holders=1 --member m1', /bps\.reinvest does not work/],
    ['propose model 0x12 --member m1', /hash does not work/],
    ['queue', /missing required argument 'id'/],
    ['execute first', /number of a proposal/],
    ['proposal-status first', /number of a proposal/],
    ['vote --member m1 --on NaN', /--on.*number of a proposal/],
    ['propose spend --member m1 --to 0x12 --amount 5', /to does not work: write 0x and 40 hex/],
    ['propose spend --member m1 --to 0x12 --amount 1e3', /--amount.*above zero/],
    ['vault status --record x.json --hub http://127.0.0.1:1', /either --hub or --record/],
    ['vault status --record x.json', /say which node to ask: --rpc URL/],
    ['vault status --record x.json --rpc ftp://x', /--rpc.*use a URL/],
    ['round replay one', /use a whole number/],
    ['member run', /--hub/],
    ['model verify-reference', /missing required argument 'file'/],
  ])('hanse %s', async (words, sentence) => {
    expectSentence(await hanse(words.split(' '), { cwd: home }), 2, sentence);
  });

  it.concurrent.each([
    'audit',
    'verify-scores',
    'trade',
    'distribute',
    'earnings',
    'proposal-status',
    'statement',
    'vault status',
    'vault deposit --member m1 --assets 100 --yes',
    'vault redeem --member m1 --all --yes',
    'claim --member m1 --yes',
    'propose threshold 0.6 --member m1',
    'queue 1',
    'execute 1',
    'vote --member m1 --on 1',
  ])('hanse %s says that no hub runs', async (words) => {
    const said = await hanse([...words.split(' '), '--hub', 'http://127.0.0.1:1'], { cwd: home });
    expectSentence(said, 1, /no hub answers at http:\/\/127\.0\.0\.1:1/);
  });

  it('asks before the season whether its report can be written', async () => {
    const said = await hanse(['season', ...SEASON, '--json', join(home, 'none', 'a.json')]);
    expectSentence(said, 1, /the report cannot be written to .*a\.json/);
  });

  it('names what is no record of a deployment, and no folder of a member', async () => {
    const file = join(home, 'record.json');
    const node = ['--rpc', 'http://127.0.0.1:1'];
    for (const text of ['', 'null', '[]', '{"chainId":1,"steps":[null]}', '{"chainId":"x"}']) {
      writeFileSync(file, text);
      const said = await hanse(['vault', 'status', '--record', file, ...node], { cwd: home });
      expectSentence(said, 1, /record\.json is no record of a deployment: .*npm run deploy wrote/);
    }
    const said = await hanse(['member', 'status', '--dir', join(home, 'nobody')]);
    expectSentence(said, 1, /nobody is not the folder of a member/);
    expect(existsSync(join(home, 'nobody'))).toBe(false);
  });

  it('names what is no data folder', async () => {
    for (const dir of [join(good, 'x'), '/proc/hanse']) {
      const said = await hanse(['start', '--port', '0', ...SEASON, '--dir', dir]);
      expectSentence(said, 1, /the folder .* cannot be written to/);
    }
  });
});

describe('settings', () => {
  it.concurrent.each<[string, RegExp]>([
    ['HANSE_PORT=70000', /HANSE_PORT .* whole number from 0 to 65535/],
    ['HANSE_PORT=http', /HANSE_PORT .* whole number from 0 to 65535/],
    ['HANSE_API_KEY=short-secret', /HANSE_API_KEY .* at least 16 characters/],
    ['HANSE_URL=ftp://x', /HANSE_URL .* use a URL/],
    ['HANSE_LOG_LEVEL=loud', /HANSE_LOG_LEVEL .* silent, error/],
    ['HANSE_RPC_URL=somewhere', /HANSE_RPC_URL .* URL of a node/],
    ['HANSE_OLDEST_HEAD=soon', /HANSE_OLDEST_HEAD .* seconds from 1/],
    ['HANSE_CONFIRMATIONS=0', /HANSE_CONFIRMATIONS .* blocks from 1/],
    ['what is this', /\.env, line 1: this is no setting/],
  ])('%s in .env', async (line, sentence) => {
    const cwd = mkdtempSync(join(home, 'env-'));
    writeFileSync(join(cwd, '.env'), `${line}\n`);
    const said = await hanse(['earnings'], { cwd });
    expectSentence(said, 1, sentence);
    expect(said.err).not.toContain('short-secret');
  });
});

describe('a journal of a stopped hub', () => {
  it('is audited entry by entry', async () => {
    const dir = join(home, 'stopped');
    const path = join(dir, 'hub', 'hub.sqlite');
    const db = openDatabase(path);
    const journal = openJournal(db);
    for (let i = 1; i <= 5; i++) journal.append('kind', { i }, i);
    const holds = await hanse(['audit', '--dir', dir], { cwd: home });
    expect(holds).toMatchObject({ code: 0, out: expect.stringMatching(/the journal holds: 5/) });
    db.exec(`UPDATE journal SET data = '{"i":9}' WHERE seq = 3`);
    const said = await hanse(['audit', '--dir', dir], { cwd: home });
    expect(said.out).toContain('entry 3 (kind) was altered');
    expect(said.code).toBe(1);
    db.close();
    truncateSync(path, 5000);
    expectSentence(
      await hanse(['audit', '--dir', dir], { cwd: home }),
      1,
      /hub\.sqlite .*(malformed|not a database)/,
    );
  });
});
