/** Puts tokens, Uniswap v3 with its published bytecode, pools and our contracts on the embedded chain; once per chain. */
import {
  encodeDeployData,
  encodeFunctionData,
  getAddress,
  getContractAddress,
  keccak256,
  type Abi,
} from 'viem';
import { Fault, hashOf, type Address, type Hex } from '#kit';
import { type Artifact, ownArtifact, POOL_INIT_CODE_HASH, uniswapArtifact } from './artifacts.ts';
import type { Chain, Receipt } from './chain.ts';
import type { Asset, DeployConfig, Deployment, Token } from './deployment.ts';
import { mockTokenAbi } from './generated/mock-token-abi.ts';
import { deployOwnContracts, type Yard } from './own-contracts.ts';
import { sortsBefore, toSqrtPriceX96 } from './price.ts';

const FACT = 'deployment';
/** The deployer's nonce when the deployment began: addresses are counted from it. */
const BASE = 'deployment/base';
const FOREVER = 2n ** 48n;
const TICKS: Readonly<Record<number, number>> = { 100: 1, 500: 10, 3000: 60, 10_000: 200 };
const MAX_TICK = 887_272;
/** Whole tokens of each kind in the outside market's inventory. */
const INVENTORY = 10n ** 12n;

/**
 * Deploys everything, or verifies what stands: addresses are kept beside the chain's log, and the code at each is compared.
 *
 * @param at Unix seconds of the blocks.
 * @throws Fault `chain/other-deployment` where the chain holds a deployment of another configuration, `chain/code-differs`.
 */
export async function deployAll(
  chain: Chain,
  config: DeployConfig,
  at: number,
): Promise<Deployment> {
  const configHash = hashOf(config);
  const known = chain.facts.get(FACT);
  if (known) {
    const kept = JSON.parse(known) as { configHash: Hex; deployment: Deployment };
    if (kept.configHash !== configHash) {
      throw new Fault(
        'chain/other-deployment',
        'this chain holds a deployment of another configuration; use another folder',
      );
    }
    await verifyDeployment(chain, kept.deployment);
    return kept.deployment;
  }
  const base = Number(
    chain.facts.get(BASE) ?? (await chain.nonce(chain.accounts.deployer.address)),
  );
  chain.facts.set(BASE, String(base));
  const deployment = await build(new Builder(chain, at, base), config);
  chain.facts.set(FACT, JSON.stringify({ configHash, deployment }));
  await chain.dump('now');
  return deployment;
}

/** The deployment this chain holds, or `undefined`. */
export function keptDeployment(chain: Chain): Deployment | undefined {
  const known = chain.facts.get(FACT);
  return known ? (JSON.parse(known) as { deployment: Deployment }).deployment : undefined;
}

/**
 * Compares the code at every address with what was deployed.
 *
 * @throws Fault `chain/code-differs` naming the contract.
 */
export async function verifyDeployment(chain: Chain, deployment: Deployment): Promise<void> {
  for (const [name, hash] of Object.entries(deployment.codeHashes)) {
    const address = addressOf(deployment, name);
    const code = await chain.client.getCode({ address });
    if (!code || keccak256(code) !== hash) {
      throw new Fault(
        'chain/code-differs',
        `the code of ${name} at ${address} is not what was deployed; redeploy`,
        {
          meta: { name, address },
        },
      );
    }
  }
}

/** Deploys and sets up with one account; every step has a name, so that a second run after a crash repeats none. */
class Builder implements Yard {
  readonly chain: Chain;
  readonly at: number;
  readonly #base: number;
  #step = 0;

  constructor(chain: Chain, at: number, base: number) {
    this.chain = chain;
    this.at = at;
    this.#base = base;
  }

  async deploy(name: string, artifact: Artifact, args: readonly unknown[] = []): Promise<Address> {
    const expected = this.addressAfter(0);
    const { contractAddress } = await this.#send({ data: encodeDeployData({ ...artifact, args }) });
    if (getAddress(contractAddress!) === expected) return expected;
    throw new Fault(
      'chain/bad-deployment',
      `${name} stands at ${contractAddress}, not at ${expected}: the deployer sent something else meanwhile; use a new folder`,
    );
  }

  async write(
    address: Address,
    abi: Abi,
    functionName: string,
    args: readonly unknown[],
  ): Promise<Receipt> {
    return this.#send({ to: address, data: encodeFunctionData({ abi, functionName, args }) });
  }

  addressAfter(steps: number): Address {
    const from = this.chain.accounts.deployer.address;
    return getContractAddress({ from, nonce: BigInt(this.#base + this.#step + steps) });
  }

  #send(call: { to?: Address; data: Hex }): Promise<Receipt> {
    const key = `deploy/${this.#step++}`;
    return this.chain.send(
      this.chain.accounts.deployer,
      { ...call, gas: 30_000_000n },
      { at: this.at, key },
    );
  }
}

async function build(builder: Builder, config: DeployConfig): Promise<Deployment> {
  const { chain } = builder;
  const { accounts } = chain;
  if (keccak256(uniswapArtifact('pool').bytecode) !== POOL_INIT_CODE_HASH) {
    throw new Fault(
      'chain/other-pool-code',
      'the pool bytecode in @uniswap/v3-core is not the canonical one; reinstall it',
    );
  }
  const quote = await deployToken(builder, config.quote);
  const factory = await builder.deploy('factory', uniswapArtifact('factory'));
  // Nobody pays in the chain's own coin here, so the slot for wrapped ether takes any token.
  const periphery = [factory, quote.address] as const;
  const router = await builder.deploy('router', uniswapArtifact('router'), periphery);
  const positions = await builder.deploy('positions', uniswapArtifact('positions'), [
    ...periphery,
    accounts.treasury.address,
  ]);
  const quoter = await builder.deploy('quoter', uniswapArtifact('quoter'), periphery);
  const arbitrageur = await builder.deploy('Arbitrageur', ownArtifact('Arbitrageur'), [
    accounts.arbitrageur.address,
  ]);
  await builder.write(quote.address, mockTokenAbi, 'approve', [positions, 2n ** 256n - 1n]);
  await stock(builder, quote, arbitrageur);

  const assets: Asset[] = [];
  for (const [index, { price, ...wanted }] of config.assets.entries()) {
    const token = await deployToken(builder, wanted);
    await stock(builder, token, arbitrageur, Number(price));
    await builder.write(token.address, mockTokenAbi, 'approve', [positions, 2n ** 256n - 1n]);
    const pool = await openPool(builder, { quote, token, factory, positions, price, config });
    assets.push({
      index,
      token,
      pool,
      fee: config.fee,
      quoteIs0: sortsBefore(quote.address, token.address),
    });
  }

  const contracts = await deployOwnContracts(builder, {
    name: config.name,
    symbol: config.symbol,
    quote: quote.address,
    pools: assets.map((asset) => asset.pool),
    targetBps: config.assets.map((asset) => asset.targetBps),
    guardian: accounts.guardian.address,
    operator: accounts.operator.address,
    agent: accounts.agent.address,
    agentExpiry: config.agentExpiry,
    mintPrice: config.mintPrice,
    epochSeconds: config.epochSeconds,
    limits: config.limits,
    policy: config.policy,
    rules: config.rules,
    ...(config.weighting ? { weighting: config.weighting } : {}),
    stakes: 'deploy',
    mandate: config.mandate,
  });
  const deployment: Deployment = {
    chainId: chain.chainId,
    block: chain.height(),
    quote,
    assets,
    ...contracts,
    ...(config.weighting ? { weighting: config.weighting.kind } : {}),
    factory,
    router,
    positions,
    quoter,
    arbitrageur,
    codeHashes: {},
  };
  return { ...deployment, codeHashes: await codeHashes(chain, deployment) };
}

async function deployToken(
  builder: Builder,
  wanted: { symbol: string; decimals: number },
): Promise<Token> {
  const args = [`${wanted.symbol} (embedded chain)`, wanted.symbol, wanted.decimals];
  const address = await builder.deploy(wanted.symbol, ownArtifact('MockToken'), args);
  return { symbol: wanted.symbol, decimals: wanted.decimals, address };
}

/** Gives the outside market what it trades with: worth about the same whatever a token costs, but never less than a fixed number. */
async function stock(
  builder: Builder,
  token: Token,
  arbitrageur: Address,
  price = 1,
): Promise<void> {
  const whole = INVENTORY * BigInt(Math.max(1, Math.ceil(1 / price)));
  const units = whole * 10n ** BigInt(token.decimals);
  await builder.write(token.address, mockTokenAbi, 'mint', [arbitrageur, units]);
}

interface PoolOrder {
  readonly quote: Token;
  readonly token: Token;
  readonly factory: Address;
  readonly positions: Address;
  readonly price: string;
  readonly config: DeployConfig;
}

/** A pool with one position over the whole range, so that no historic price ever leaves it. */
async function openPool(builder: Builder, order: PoolOrder): Promise<Address> {
  const { quote, token, positions, price, config } = order;
  const quoteIs0 = sortsBefore(quote.address, token.address);
  const [token0, token1] = quoteIs0 ? [quote, token] : [token, quote];
  const sqrtPriceX96 = toSqrtPriceX96(price, {
    quoteIs0,
    quoteDecimals: quote.decimals,
    baseDecimals: token.decimals,
  });
  const { abi } = uniswapArtifact('positions');
  await builder.write(positions, abi, 'createAndInitializePoolIfNecessary', [
    token0.address,
    token1.address,
    config.fee,
    sqrtPriceX96,
  ]);
  // Over the whole range, moving the price by 2 % takes (√1.02 − 1) = 0.99505 % of the quote side.
  const quoteAmount = (config.depth * 100_000n) / 995n;
  const square = sqrtPriceX96 * sqrtPriceX96;
  const baseAmount = quoteIs0 ? (quoteAmount * square) >> 192n : (quoteAmount << 192n) / square;
  const deployer = builder.chain.accounts.deployer.address;
  await builder.write(quote.address, mockTokenAbi, 'mint', [deployer, quoteAmount]);
  await builder.write(token.address, mockTokenAbi, 'mint', [deployer, baseAmount]);
  const spacing = TICKS[config.fee];
  if (spacing === undefined)
    throw new Fault('chain/bad-fee', `no Uniswap v3 pool has the fee ${config.fee}; use 500`);
  const edge = Math.floor(MAX_TICK / spacing) * spacing;
  const [amount0Desired, amount1Desired] = quoteIs0
    ? [quoteAmount, baseAmount]
    : [baseAmount, quoteAmount];
  await builder.write(positions, abi, 'mint', [
    {
      token0: token0.address,
      token1: token1.address,
      fee: config.fee,
      tickLower: -edge,
      tickUpper: edge,
      amount0Desired,
      amount1Desired,
      amount0Min: 0n,
      amount1Min: 0n,
      recipient: deployer,
      deadline: FOREVER,
    },
  ]);
  const pool = await builder.chain.client.readContract({
    address: order.factory,
    abi: uniswapArtifact('factory').abi,
    functionName: 'getPool',
    args: [token0.address, token1.address, config.fee],
  });
  await builder.write(
    pool as Address,
    uniswapArtifact('pool').abi,
    'increaseObservationCardinalityNext',
    [64],
  );
  return pool as Address;
}

const CONTRACTS = [
  'vault',
  'annex',
  'liquidity',
  'art',
  'treasury',
  'contributions',
  'council',
  'models',
  'scores',
  'checkpoints',
  'mandate',
  'members',
  'stakes',
  'factory',
  'router',
  'positions',
  'quoter',
  'arbitrageur',
] as const;

async function codeHashes(chain: Chain, deployment: Deployment): Promise<Record<string, Hex>> {
  const names = [
    ...CONTRACTS,
    'quote',
    ...deployment.assets.flatMap(({ index }) => [`token/${index}`, `pool/${index}`]),
  ];
  const hashes: Record<string, Hex> = {};
  for (const name of names) {
    const code = await chain.client.getCode({ address: addressOf(deployment, name) });
    hashes[name] = keccak256(code ?? '0x');
  }
  return hashes;
}

function addressOf(deployment: Deployment, name: string): Address {
  if (name === 'quote') return deployment.quote.address;
  const [part, index] = name.split('/');
  if (part === 'token') return deployment.assets[Number(index)]!.token.address;
  if (part === 'pool') return deployment.assets[Number(index)]!.pool;
  return deployment[name as 'vault'];
}
