// Deploys the contracts on any EVM chain: `node scripts/deploy-contracts.ts CONFIG.json`. The deployer's key comes from the environment
// as HANSE_DEPLOYER_KEY (0x and 64 hex digits). A second run finishes what a first began. `docs/contracts.md` shows a configuration.
import { readFileSync } from 'node:fs';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { z } from 'zod';
import { DEFAULTS, deployRemote } from '#chain';
import { type Address, Fault, formatDecimal, toFault } from '#kit';

const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, 'write 0x and 40 hex digits')
  .transform((text) => text as Address);
const whole = z.int().nonnegative();
const bps = whole.max(10_000);

const configSchema = z.strictObject({
  rpcUrl: z.url(),
  chainId: whole.min(1),
  recordFile: z.string().default('deployment.json'),
  name: z.string().default(DEFAULTS.name),
  symbol: z.string().default(DEFAULTS.symbol),
  quote: address,
  pools: z
    .array(z.strictObject({ address, targetBps: bps }))
    .min(1)
    .refine(
      (pools) => pools.reduce((sum, { targetBps }) => sum + targetBps, 0) <= 10_000,
      'the targetBps of all pools may sum to 10000 at most',
    ),
  guardian: address,
  operator: address,
  agent: address,
  /** Day on which the agent's session ends, UTC. */
  agentUntil: z.iso.date().refine((day) => Date.parse(day) > Date.now(), 'name a day to come'),
  mintPrice: z.string().regex(/^\d+$/, 'quote units, as a whole number').transform(BigInt),
  epochSeconds: whole.default(DEFAULTS.epochSeconds),
  limits: z.partialRecord(z.enum(Object.keys(DEFAULTS.limits)), whole).default({}),
  policy: z
    .strictObject({ holdersBps: bps, reinvestBps: bps, aiBps: bps, treasuryBps: bps })
    .default(DEFAULTS.policy),
  rules: z.partialRecord(z.enum(Object.keys(DEFAULTS.rules)), whole).default({}),
  /** How votes are weighed, for good; by weight where it is left out. */
  weighting: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.enum(['root', 'equal']) }),
      z.strictObject({ kind: z.literal('capped'), capBps: bps.min(1) }),
    ])
    .optional(),
  /** Whether the contract of staked shares is deployed too. */
  staking: z.boolean().default(false),
  mandate: z.strictObject({
    thresholdMicro: whole.max(1_000_000),
    planBps: bps,
    slippageBps: bps,
    intervalSeconds: whole,
    strategyHash: z
      .string()
      .regex(/^0x[0-9a-f]{64}$/)
      .transform((text) => text as Address),
  }),
});

try {
  await main(process.argv[2], process.env['HANSE_DEPLOYER_KEY']);
} catch (thrown) {
  const { code, message } = toFault(thrown);
  console.error(`${code}: ${message}`);
  process.exitCode = 1;
}

async function main(file: string | undefined, key: string | undefined): Promise<void> {
  if (!file) return refuse('name the configuration: node scripts/deploy-contracts.ts CONFIG.json');
  if (!key || !/^0x[0-9a-fA-F]{64}$/.test(key))
    return refuse('set HANSE_DEPLOYER_KEY to the deployer’s key: 0x and 64 hex digits');
  const parsed = configSchema.safeParse(readConfig(file));
  if (!parsed.success) return refuse(`${file}: ${z.prettifyError(parsed.error)}`);
  const { rpcUrl, chainId, recordFile, pools, agentUntil, weighting, staking, ...rest } =
    parsed.data;
  const done = await deployRemote({
    rpcUrl,
    chainId,
    recordFile,
    deployer: deployerOf(key as Address),
    log: (line) => console.log(line),
    plan: {
      ...rest,
      pools: pools.map((pool) => pool.address),
      targetBps: pools.map((pool) => pool.targetBps),
      agentExpiry: Date.parse(agentUntil) / 1000,
      limits: { ...DEFAULTS.limits, ...rest.limits },
      rules: { ...DEFAULTS.rules, ...rest.rules },
      ...(weighting ? { weighting } : {}),
      ...(staking ? { stakes: 'deploy' as const } : {}),
    },
  });
  console.log(
    `${done.gasUsed} gas, ${formatDecimal(done.gasUsed * 10n ** 10n, 18)} ETH at 10 gwei; verified`,
  );
}

function readConfig(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Fault(
      'deploy/bad-config',
      `${file} cannot be read (${why}); write JSON as docs/contracts.md shows`,
      { cause },
    );
  }
}

function deployerOf(key: Address): PrivateKeyAccount {
  try {
    return privateKeyToAccount(key);
  } catch (cause) {
    const why = 'HANSE_DEPLOYER_KEY is no key of this curve; make another';
    throw new Fault('chain/bad-key', why, { cause });
  }
}

function refuse(message: string): void {
  console.error(message);
  process.exitCode = 2;
}
