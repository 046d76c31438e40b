/** Compiled contracts: ours from the build, Uniswap's from their packages, byte for byte as their makers published them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { Abi } from 'viem';
import { Fault, type Hex } from '#kit';

export interface Artifact {
  readonly abi: Abi;
  readonly bytecode: Hex;
}

const OUT = resolve(import.meta.dirname, '../../contracts/evm/out');
const UNISWAP = {
  factory: 'v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json',
  pool: 'v3-core/artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json',
  router: 'v3-periphery/artifacts/contracts/SwapRouter.sol/SwapRouter.json',
  positions:
    'v3-periphery/artifacts/contracts/NonfungiblePositionManager.sol/NonfungiblePositionManager.json',
  quoter: 'v3-periphery/artifacts/contracts/lens/QuoterV2.sol/QuoterV2.json',
} as const;

/** Hash of the pool's creation code on every chain where Uniswap v3 stands. */
export const POOL_INIT_CODE_HASH: Hex =
  '0xe34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54';

/**
 * One of our contracts.
 *
 * @throws Fault `chain/not-built` before the first build.
 */
export function ownArtifact(name: string): Artifact {
  const path = join(OUT, `${name}.sol`, `${name}.json`);
  try {
    const { abi, bytecode } = JSON.parse(readFileSync(path, 'utf8')) as {
      abi: Abi;
      bytecode: { object: Hex };
    };
    return { abi, bytecode: bytecode.object };
  } catch (cause) {
    throw new Fault('chain/not-built', `${path} is missing; run node scripts/build-contracts.mjs`, {
      cause,
    });
  }
}

/** One of Uniswap's contracts. */
export function uniswapArtifact(name: keyof typeof UNISWAP): Artifact {
  const require = createRequire(import.meta.url);
  return require(`@uniswap/${UNISWAP[name]}`) as Artifact;
}
