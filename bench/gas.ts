/** Measures whole transactions on the local chain with real Uniswap v3, and fails above a ceiling: `npm run gas`. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Account,
  approveVault,
  claim,
  claimContribution,
  DEFAULTS,
  deployAll,
  distribute,
  execute,
  faucet,
  heartbeat,
  type Ledger,
  mintShare,
  openChain,
  payBuckets,
  propose,
  publishRoot,
  queue,
  registerPayee,
  syncPrices,
  trade,
  transferShare,
  vote,
} from '#chain';
import { formatDecimal } from '#kit';
import { measurePositions } from './gas-positions.ts';

const CEILINGS = {
  mint: 175_000,
  transfer: 42_000,
  agentSwap: 155_000,
  distribute: 40_000,
  claim: 55_000,
  claimNext: 12_000,
  vote: 65_000,
  voteLater: 47_000,
  voteNext: 12_000,
} as const;
type Operation = keyof typeof CEILINGS;

const GENESIS = 1_725_000_000;
const USDC = 1_000_000n;
const GWEI = 10n ** 9n;

let clock = GENESIS;
const now = (): { at: number } => ({ at: clock });

async function candle(ledger: Ledger, btc: number, eth: number): Promise<void> {
  clock += 300;
  const prices = [
    { index: 0, price: btc.toFixed(2) },
    { index: 1, price: eth.toFixed(2) },
  ];
  await syncPrices(ledger, prices, now());
  await heartbeat(ledger, ledger.chain.accounts.agent, now());
}

async function candles(ledger: Ledger, n: number, btc: number, eth: number): Promise<void> {
  for (let i = 0; i < n; i++) await candle(ledger, btc + (i % 2), eth + (i % 2));
}

async function mint(
  ledger: Ledger,
  account: Account,
  assets: bigint,
): Promise<{ id: bigint; gas: number }> {
  const { id, gasUsed } = await mintShare(ledger, account, { assets }, now());
  return { id, gas: Number(gasUsed) };
}

/** Every operation once cold and once steady, on a vault that holds quote and two assets. */
async function measure(
  ledger: Ledger,
): Promise<{ named: Record<Operation, number>; beside: Record<string, number> }> {
  const { accounts } = ledger.chain;
  const { agent, operator } = accounts;
  const beside: Record<string, number> = {};
  const named: Partial<Record<Operation, number>> = {};
  const [first, second] = [accounts.member(0), accounts.member(1)];
  for (const member of [first, second, accounts.member(2)]) {
    await faucet(ledger, member.address, 9_000_000n * USDC, now());
    await approveVault(ledger, member, now());
  }
  beside['mint, very first'] = (await mint(ledger, first, 500_000n * USDC)).gas;
  const ids: bigint[] = [];
  for (let i = 0; i < 12; i++) ids.push((await mint(ledger, second, 20_000n * USDC)).id);
  await candles(ledger, 14, 60_000, 2500);

  const swap = async (index: number, side: 'buy' | 'sell', amountIn: bigint): Promise<number> =>
    Number((await trade(ledger, agent, { index, side, amountIn, minOut: 1n }, now())).gasUsed);
  beside['agent swap, first ever'] = await swap(0, 'buy', 10_000n * USDC);
  await candles(ledger, 3, 60_000, 2500);
  named.agentSwap = await swap(0, 'buy', 10_000n * USDC);
  await candles(ledger, 3, 60_000, 2500);
  beside['agent swap, sale'] = await swap(0, 'sell', 10n ** 6n);
  await candles(ledger, 3, 60_000, 2500);
  await swap(1, 'buy', 10_000n * USDC);
  await candles(ledger, 3, 60_000, 2500);
  beside['agent swap, vault of two assets'] = await swap(1, 'buy', 10_000n * USDC);
  await candles(ledger, 14, 66_000, 2700);
  for (const index of [0, 1])
    await swap(index, 'sell', index === 0 ? 16n * 10n ** 6n : 4n * 10n ** 18n);
  beside['heartbeat'] = Number((await heartbeat(ledger, agent, now())).gasUsed);
  beside['distribute, first'] = Number((await distribute(ledger, operator, now())).gasUsed);
  beside['claim, first'] = Number((await claim(ledger, second, [ids[0]!], now())).gasUsed);

  await candles(ledger, 14, 72_000, 2900);
  for (const index of [0, 1]) await swap(index, 'sell', index === 0 ? 10n ** 6n : 10n ** 17n);
  await heartbeat(ledger, agent, now());
  named.distribute = Number((await distribute(ledger, operator, now())).gasUsed);
  named.claim = Number((await claim(ledger, second, [ids[0]!], now())).gasUsed);
  const eleven = await claim(ledger, second, ids.slice(1), now());
  named.claimNext = Math.round(
    (Number(eleven.gasUsed) - named.claim) / (eleven.claimed.length - 1),
  );
  beside['claim of eleven'] = Number(eleven.gasUsed);

  named.mint = (await mint(ledger, second, 1000n * USDC)).gas;
  beside['mint, new holder, two assets held'] = (
    await mint(ledger, accounts.member(2), 1000n * USDC)
  ).gas;
  named.transfer = Number(
    (await transferShare(ledger, second, first.address, ids[11]!, now())).gasUsed,
  );
  const stranger = accounts.member(9).address;
  beside['transfer, new holder'] = Number(
    (await transferShare(ledger, first, stranger, ids[11]!, now())).gasUsed,
  );

  const paid = await payBuckets(ledger, operator, now());
  beside['pay buckets'] = Number(paid.gasUsed);
  const earned = [
    { id: 0n, cumulative: paid.ai / 2n },
    { id: 1n, cumulative: paid.ai / 2n },
  ];
  for (const { id } of earned)
    await registerPayee(ledger, operator, id, accounts.member(Number(id)).address, now());
  beside['publish root'] = Number((await publishRoot(ledger, operator, 1n, earned, now())).gasUsed);
  const reward = { id: 0n, epoch: 1n, earned };
  beside['claim contribution'] = Number(
    (await claimContribution(ledger, first, reward, now())).gasUsed,
  );

  clock += 86_400;
  const motion = { kind: 'targets', targetBps: [3500, 4500] } as const;
  const made = await propose(
    ledger,
    first,
    { title: 'Shift 5 % to ETH', motion, shares: [1n] },
    now(),
  );
  beside['propose'] = Number(made.gasUsed);
  const cast = async (account: Account, shares: bigint[], choice: 'yes' | 'no'): Promise<number> =>
    Number((await vote(ledger, account, { proposal: made.id, choice, shares }, now())).gasUsed);
  named.vote = await cast(first, [1n], 'yes');
  named.voteLater = await cast(second, [ids[0]!], 'yes');
  named.voteNext = Math.round(
    ((await cast(second, ids.slice(1, 11), 'yes')) - named.voteLater) / 9,
  );
  clock += DEFAULTS.rules.votingSeconds;
  beside['queue'] = Number((await queue(ledger, first, made.id, now())).gasUsed);
  clock += DEFAULTS.rules.timelockSeconds;
  beside['execute'] = Number((await execute(ledger, first, made.id, now())).gasUsed);
  return { named: named as Record<Operation, number>, beside };
}

function print(name: string, gas: number, ceiling?: number): void {
  const cost = (price: bigint): string =>
    formatDecimal(BigInt(gas) * price, 18)
      .slice(0, 12)
      .padEnd(12);
  const limit = ceiling === undefined ? '' : `≤ ${ceiling}${gas > ceiling ? '  TOO MUCH' : ''}`;
  console.log(
    `${name.padEnd(36)} ${String(gas).padStart(8)}  ${cost(10n * GWEI)}  ${cost(GWEI / 100n)}  ${limit}`,
  );
}

const dir = mkdtempSync(join(tmpdir(), 'hanse-gas-'));
const chain = await openChain({ dir, genesisTime: GENESIS });
try {
  const deployment = await deployAll(
    chain,
    {
      ...DEFAULTS,
      assets: [
        { symbol: 'BTC', decimals: 8, price: '60000', targetBps: 4000 },
        { symbol: 'ETH', decimals: 18, price: '2500', targetBps: 4000 },
      ],
      agentExpiry: GENESIS + 90 * 86_400,
      mandate: {
        thresholdMicro: 550_000,
        planBps: 2000,
        slippageBps: 50,
        intervalSeconds: 300,
        strategyHash: `0x${'00'.repeat(32)}`,
      },
    },
    clock,
  );
  const ledger = { chain, deployment };
  const { named, beside } = await measure(ledger);
  const positions = await measurePositions(ledger, {
    agent: chain.accounts.agent,
    now,
    pass: () => candles(ledger, 14, 72_000, 2900),
  });
  console.log(
    `${'whole transaction'.padEnd(36)} ${'gas'.padStart(8)}  ETH, 10 gwei  L2, 0.01 gwei`,
  );
  for (const [name, gas] of Object.entries(named)) print(name, gas, CEILINGS[name as Operation]);
  for (const [name, gas] of Object.entries({ ...beside, ...positions })) print(name, gas);
  const rows = { ...named, ...positions };
  writeFileSync(join(import.meta.dirname, 'gas.json'), `${JSON.stringify(rows, null, 2)}\n`);
  const over = (Object.keys(CEILINGS) as Operation[]).filter(
    (name) => named[name] > CEILINGS[name],
  );
  if (over.length > 0) {
    console.error(`over the ceiling: ${over.join(', ')}`);
    process.exitCode = 1;
  }
} finally {
  await chain.close('stop');
  rmSync(dir, { recursive: true, force: true });
}
