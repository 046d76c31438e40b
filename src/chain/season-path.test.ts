/** The narrow path of a season on a real node, real Uniswap v3 and our contracts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mnemonicToAccount } from 'viem/accounts';
import { splitBuckets, type Address } from '#kit';
import {
  activeModel,
  approveVault,
  type Chain,
  checkpoint,
  claim,
  claimContribution,
  commitScores,
  DEFAULTS,
  type Deployment,
  deployAll,
  distributable,
  distribute,
  execute,
  faucet,
  heartbeat,
  lastCheckpoint,
  type Ledger,
  mintShare,
  openChain,
  payBuckets,
  propose,
  publishRoot,
  queue,
  quoteBalance,
  quoteTrade,
  readModel,
  readProposal,
  readShares,
  readVault,
  registerModel,
  registerPayee,
  scoresRoot,
  syncPrices,
  trade,
  vote,
  ballotToSign,
  castBallots,
  compound,
  delegateVotes,
  DEV_MNEMONIC,
  pauseVault,
  redeem,
  redeemInKind,
  requestExit,
  revokeAgent,
  settleExit,
  tightenLimits,
  voteFor,
} from './index.ts';
import { vaultAbi } from './generated/vault-abi.ts';

const GENESIS = 1_725_000_000;
const CANDLE = 300;
const USDC = 1_000_000n;

let dir: string;
let chain: Chain;
let ledger: Ledger;
let clock = GENESIS;
const later = (seconds = CANDLE): { at: number } => ({ at: (clock += seconds) });
const same = (): { at: number } => ({ at: clock });
const refusal = (deed: Promise<unknown>): Promise<unknown> =>
  deed.then(
    () => 'done',
    (error: { meta?: { error?: unknown } }) => error.meta?.error ?? error,
  );

/** A candle: the market moves, the agent lives. */
async function candle(btc: string, eth: string): Promise<void> {
  await syncPrices(
    ledger,
    [
      { index: 0, price: btc },
      { index: 1, price: eth },
    ],
    later(),
  );
  await heartbeat(ledger, chain.accounts.agent, same());
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hanse-season-'));
  chain = await openChain({ dir, genesisTime: GENESIS });
  const deployment: Deployment = await deployAll(
    chain,
    {
      ...DEFAULTS,
      assets: [
        { symbol: 'BTC', decimals: 8, price: '60000', targetBps: 4000 },
        { symbol: 'ETH', decimals: 18, price: '2500', targetBps: 4000 },
      ],
      agentExpiry: GENESIS + 30 * 86_400,
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
  ledger = { chain, deployment };
});

afterAll(async () => {
  await chain?.close('stop');
  rmSync(dir, { recursive: true, force: true });
});

describe('a season on chain', () => {
  const members = [0, 1, 2];
  let cost = 0n;

  it('mints shares whose weight follows what was paid', async () => {
    for (const member of members) {
      const account = chain.accounts.member(member);
      await faucet(ledger, account.address, 400_000n * USDC, same());
      await approveVault(ledger, account, same());
      const minted = await mintShare(ledger, account, { assets: 300_000n * USDC }, same());
      expect(minted.id).toBe(BigInt(member + 1));
      expect(minted.weight).toBe(300_000n * USDC * 1000n);
    }
    const vault = await readVault(ledger);
    expect(vault.idle).toBe(900_000n * USDC);
    expect(vault.nav).toBe(900_000n * USDC);
  });

  it('buys at a mean price of thirty minutes, and refuses what the limits forbid', async () => {
    const { agent, operator } = chain.accounts;
    const order = { index: 0, side: 'buy', amountIn: 15_000n * USDC, minOut: 1n } as const;
    expect(await refusal(trade(ledger, agent, order, same()))).toBe('HeartbeatStale');
    await heartbeat(ledger, agent, same());
    expect(await refusal(trade(ledger, agent, order, same()))).toBe('NoMeanPrice');
    for (let i = 0; i < 8; i++) await candle('60000', '2500');
    const quote = await quoteTrade(ledger, order);
    expect(
      await refusal(trade(ledger, agent, { ...order, amountIn: 18_001n * USDC }, same())),
    ).toBe('OverTradeCap');
    expect(await refusal(trade(ledger, agent, { ...order, minOut: 0n }, same()))).toBe(
      'MinOutMissing',
    );
    expect(await refusal(trade(ledger, operator, order, same()))).toBe('NotAgent');
    expect(
      await refusal(trade(ledger, agent, { ...order, minOut: quote.amountOut + 1n }, same())),
    ).toBe('BelowFloor');
    for (let i = 0; i < 3; i++) {
      const { amountOut } = await quoteTrade(ledger, order);
      const bought = await trade(ledger, agent, { ...order, minOut: amountOut }, same());
      expect(bought.amountOut).toBe(amountOut);
      expect(bought.amountOut).toBeLessThan(bought.fair);
      cost += order.amountIn;
    }
    expect(await refusal(trade(ledger, agent, order, same()))).toBe('OverFrequency');
  });

  it('sells with the profit that average cost gives, to the unit', async () => {
    for (let i = 0; i < 15; i++) await candle(String(60_000 + 200 * (i + 1)), '2500');
    for (let i = 0; i < 16; i++) await candle('63000', '2500');
    const before = await readVault(ledger);
    let { held } = before.positions[0]!;
    let realised = 0n;
    for (const part of [4n, 2n]) {
      const amountIn = held / part;
      const sold = await trade(
        ledger,
        chain.accounts.agent,
        { index: 0, side: 'sell', amountIn, minOut: 1n },
        same(),
      );
      const partOfCost = (cost * amountIn + held - 1n) / held;
      expect(sold.realised).toBe(sold.amountOut - partOfCost);
      realised += sold.realised;
      cost -= partOfCost;
      held -= amountIn;
    }
    expect(realised).toBeGreaterThan(0n);
    const vault = await readVault(ledger);
    expect(vault.realised).toBe(realised);
    expect(vault.positions[0]).toMatchObject({ held, cost });
    expect(vault.distributable).toBe(0n);
  });

  it('distributes realised profit above the high-water mark by policy, and pays claims once', async () => {
    const { agent, operator } = chain.accounts;
    await heartbeat(ledger, agent, same());
    const amount = await distributable(ledger);
    expect(amount).toBe((await readVault(ledger)).realised);
    const paid = await distribute(ledger, operator, same());
    const { holdersBps, reinvestBps, aiBps, treasuryBps } = DEFAULTS.policy;
    const split = splitBuckets(
      amount,
      { holders: holdersBps, reinvest: reinvestBps, ai: aiBps, treasury: treasuryBps },
      'treasury',
    );
    expect(paid).toMatchObject({ amount, ...split });
    expect(await refusal(distribute(ledger, operator, same()))).toBe('NothingToDistribute');

    const late = chain.accounts.member(3);
    await faucet(ledger, late.address, 1000n * USDC, same());
    await approveVault(ledger, late, same());
    await mintShare(ledger, late, { assets: 1000n * USDC }, same());
    const shares = await readShares(ledger);
    expect(shares[3]!.claimable).toBe(0n);
    expect(shares[0]!.claimable).toBe(split.holders / 3n);

    const member = chain.accounts.member(0);
    const before = await quoteBalance(ledger, member.address);
    const claimed = await claim(ledger, member, [1n], same());
    expect((await quoteBalance(ledger, member.address)) - before).toBe(claimed.amount);
    expect(claimed.amount).toBe(split.holders / 3n);
    expect(await refusal(claim(ledger, member, [1n], same()))).toBe('NothingClaimable');
    expect(await refusal(claim(ledger, member, [2n], same()))).toBe('NotHolder');

    const buckets = await payBuckets(ledger, operator, same());
    expect(buckets).toMatchObject({ ai: split.ai, treasury: split.treasury });
    for (const id of [0n, 1n]) {
      await registerPayee(ledger, operator, id, chain.accounts.member(Number(id)).address, same());
    }
    const earned = [
      { id: 0n, cumulative: (split.ai * 2n) / 3n },
      { id: 1n, cumulative: split.ai / 3n },
    ];
    const greedy = [{ id: 0n, cumulative: split.ai + 1n }];
    expect(await refusal(publishRoot(ledger, operator, 1n, greedy, same()))).toBe('Overpromised');
    await publishRoot(ledger, operator, 1n, earned, same());
    const reward = await claimContribution(ledger, operator, { id: 1n, epoch: 1n, earned }, same());
    expect(reward.amount).toBe(split.ai / 3n);
  });

  it('changes the targets by proposal, vote, timelock and execution', async () => {
    clock += 86_400;
    const motion = { kind: 'targets', targetBps: [3500, 4500] } as const;
    const [first, second, third] = members.map((member) => chain.accounts.member(member)) as [
      never,
      never,
      never,
    ];
    const { id } = await propose(
      ledger,
      first,
      { title: 'Shift 5 % to ETH', motion, shares: [1n] },
      same(),
    );
    expect(
      (await vote(ledger, first, { proposal: id, choice: 'yes', shares: [1n] }, same())).weight,
    ).toBeGreaterThan(0n);
    await vote(ledger, second, { proposal: id, choice: 'no', shares: [2n] }, same());
    await vote(ledger, third, { proposal: id, choice: 'yes', shares: [3n] }, same());
    expect(
      await refusal(vote(ledger, third, { proposal: id, choice: 'yes', shares: [3n] }, same())),
    ).toBe('AlreadyVoted');
    expect(await refusal(queue(ledger, first, id, same()))).toBe('WrongState');
    await queue(ledger, first, id, later(DEFAULTS.rules.votingSeconds));
    expect(await refusal(execute(ledger, first, id, same()))).toBe('WrongState');
    await execute(ledger, first, id, later(DEFAULTS.rules.timelockSeconds));
    const proposal = await readProposal(ledger, id);
    expect(proposal).toMatchObject({ state: 'executed', motion, title: 'Shift 5 % to ETH' });
    expect(proposal.yes).toBe(2n * proposal.no);
    expect((await readVault(ledger)).positions.map((position) => position.targetBps)).toEqual([
      3500, 4500,
    ]);
  });

  it('keeps models, scores and journal heads', async () => {
    const { operator } = chain.accounts;
    const hash: Address = `0x${'ab'.repeat(32)}`;
    await registerModel(ledger, operator, { round: 3, hash, cid: 'bafytest' }, same());
    expect(await readModel(ledger, hash)).toMatchObject({
      round: 3,
      cid: 'bafytest',
      status: 'candidate',
    });
    expect(await activeModel(ledger)).toBeUndefined();
    await commitScores(ledger, operator, { epoch: 1, root: hash, cid: 'bafyscores' }, same());
    expect(await scoresRoot(ledger, 1)).toBe(hash);
    expect(
      await refusal(commitScores(ledger, operator, { epoch: 1, root: hash, cid: '' }, same())),
    ).toBe('EpochTaken');
    await checkpoint(ledger, operator, { index: 7, hash }, same());
    expect(await lastCheckpoint(ledger)).toMatchObject({ index: 7, hash });
    expect(await refusal(checkpoint(ledger, operator, { index: 7, hash }, same()))).toBe(
      'NotLater',
    );
  });

  it('counts signed ballots like votes, spends the treasury by vote, and draws shares', async () => {
    clock += 86_400;
    const { operator, deployer } = chain.accounts;
    const { quote, treasury, vault } = ledger.deployment;
    const funds = await quoteBalance(ledger, treasury);
    expect(funds).toBeGreaterThan(0n);
    const first = chain.accounts.member(0);
    const motion = {
      kind: 'spend',
      token: quote.address,
      to: deployer.address,
      amount: funds,
    } as const;
    const order = { title: 'Pay the auditor', motion, shares: [1n] };
    const { id } = await propose(ledger, first, order, same());
    const ballots = await Promise.all(
      [0, 2].map(async (member) => {
        const owner = mnemonicToAccount(DEV_MNEMONIC, { addressIndex: 10 + member });
        const ballot = { proposal: id, choice: 'yes', shares: [BigInt(member + 1)] } as const;
        const signature = await owner.signTypedData(ballotToSign(ledger, ballot));
        return { ...ballot, owner: owner.address, signature };
      }),
    );
    const forged = ballots.map((ballot) => ({ ...ballot, choice: 'no' }) as const);
    expect(await refusal(castBallots(ledger, operator, forged, same()))).toBe('BadSignature');
    await castBallots(ledger, operator, ballots, same());
    expect(await refusal(castBallots(ledger, operator, ballots, same()))).toBe('AlreadyVoted');
    const second = chain.accounts.member(1);
    await delegateVotes(ledger, second, operator.address, same());
    const no = { proposal: id, choice: 'no', shares: [2n] } as const;
    await voteFor(ledger, operator, second.address, no, same());
    const { yes, no: against } = await readProposal(ledger, id);
    expect(yes).toBe(2n * against);
    await queue(ledger, operator, id, later(DEFAULTS.rules.votingSeconds));
    await execute(ledger, operator, id, later(DEFAULTS.rules.timelockSeconds));
    expect(await quoteBalance(ledger, treasury)).toBe(0n);

    const uri = await chain.client.readContract({
      address: vault,
      abi: vaultAbi,
      functionName: 'tokenURI',
      args: [1n],
    });
    const json = JSON.parse(Buffer.from(uri.split(',')[1]!, 'base64').toString()) as {
      image: string;
      attributes: { trait_type: string; value: string }[];
    };
    expect(Buffer.from(json.image.split(',')[1]!, 'base64').toString()).toMatch(/^<svg .*<\/svg>$/);
    expect(json.attributes[1]).toEqual({ trait_type: 'Paid in', value: '300000.000000' });
  });

  it('lets the guardian stop, and everyone leave while stopped', async () => {
    const { agent, guardian } = chain.accounts;
    const [first, second, third] = [0, 1, 2].map((member) => chain.accounts.member(member));
    expect(await refusal(pauseVault(ledger, first!, clock + 60, same()))).toBe('NotGuardian');
    const loose = { ...DEFAULTS.limits, tradeBps: 500 };
    expect(await refusal(tightenLimits(ledger, guardian, loose, same()))).toBe('Loosens');
    await tightenLimits(ledger, guardian, { ...DEFAULTS.limits, tradeBps: 100 }, same());
    const made = await compound(ledger, second!, [2n], same());
    expect(made.weight).toBeGreaterThan(0n);
    await pauseVault(ledger, guardian, clock + 86_400, same());

    const gone = await redeem(ledger, first!, { id: 1n }, same());
    expect(gone.assets).toBeGreaterThan(300_000n * USDC);
    const kind = await redeemInKind(ledger, second!, { id: 2n }, same());
    expect(kind.assets).toBeGreaterThan(0n);
    await requestExit(ledger, third!, 3n, same());
    expect(await refusal(settleExit(ledger, agent, 3n, same()))).toBe('StaleMark');
    for (let i = 0; i < 3; i++) await candle('63000', '2500');
    const settled = await settleExit(ledger, agent, 3n, same());
    expect(settled).toMatchObject({ id: 3n });
    expect((await readShares(ledger)).filter(({ weight }) => weight > 0n)).toHaveLength(2);
    await revokeAgent(ledger, guardian, same());
    expect(await refusal(heartbeat(ledger, agent, same()))).toBe('NotAgent');
  });
});
