/** What `npm run deploy` put on a chain, read back from its record and from the contracts themselves. */
import { readFileSync } from 'node:fs';
import { keccak256, parseAbi } from 'viem';
import { type Address, Fault, type Hex } from '#kit';
import type { Chain } from '../chain.ts';
import type { Asset, Deployment, Token, Weighting } from '../deployment.ts';
import { councilAbi } from '../generated/council-abi.ts';
import { vaultAbi } from '../generated/vault-abi.ts';
import { type OwnContracts, WEIGHTINGS } from '../own-contracts.ts';

/** Contracts of others that verbs need; left out, quotes cannot be asked for. */
export interface Surroundings {
  /** Uniswap's `QuoterV2`. */
  readonly quoter?: Address;
}

/** As `deployRemote` writes it. */
interface DeployRecord {
  readonly chainId: number;
  readonly steps: readonly {
    readonly name: string;
    readonly raw: Hex;
    readonly address: Address;
  }[];
}

const NAMES: Readonly<Record<string, keyof OwnContracts>> = {
  Contributions: 'contributions',
  Models: 'models',
  Scores: 'scores',
  Checkpoints: 'checkpoints',
  Mandate: 'mandate',
  Treasury: 'treasury',
  ShareArt: 'art',
  Annex: 'annex',
  Liquidity: 'liquidity',
  Vault: 'vault',
  Council: 'council',
  Members: 'members',
};
/** Contracts that a group may choose. */
const CHOSEN: Readonly<Record<string, keyof OwnContracts>> = {
  WeightedCouncil: 'council',
  Stakes: 'stakes',
};
const TOKEN = parseAbi([
  'function symbol() view returns (string)',
  'function decimals() view returns (uint8)',
]);
const POOL = parseAbi(['function fee() view returns (uint24)']);
const NOWHERE: Address = '0x0000000000000000000000000000000000000000';

/**
 * The deployment behind a record: what every verb and the index take. `block` is that of its first contract.
 *
 * @throws Fault `chain/bad-record` where the file is no finished record, `chain/wrong-chain`, `chain/code-differs` where nothing stands
 * at an address.
 */
export async function readRemoteDeployment(
  chain: Chain,
  recordFile: string,
  { quoter = NOWHERE }: Surroundings = {},
): Promise<Deployment> {
  const { chainId, steps } = readRecord(recordFile);
  if (chainId !== chain.chainId) {
    throw new Fault(
      'chain/wrong-chain',
      `${recordFile} is of chain ${chainId} and the node of ${chain.chainId}; name the record of this chain`,
    );
  }
  const own = Object.fromEntries(
    steps.map(({ name, address }) => [NAMES[name] ?? CHOSEN[name], address]),
  ) as unknown as OwnContracts;
  const missing = Object.entries(NAMES).find(([, key]) => own[key] === undefined);
  if (missing)
    throw badRecord(recordFile, `it names no ${missing[0]}, so the deployment was not finished`);
  const codes = await Promise.all(
    (Object.entries(own) as [string, Address][]).map(async ([key, address]) => {
      const code = await chain.client.getCode({ address });
      if (code) return [key, keccak256(code)] as const;
      throw new Fault(
        'chain/code-differs',
        `nothing stands at ${address}, where ${recordFile} has ${key}; name the right record or node`,
      );
    }),
  );
  const codeHashes: Record<string, Hex> = Object.fromEntries(codes);
  const first = await chain.receipt(keccak256(steps[0]!.raw));
  const vault = { address: own.vault, abi: vaultAbi } as const;
  const [quote, { assetCount }] = await Promise.all([
    chain.client.readContract({ ...vault, functionName: 'quote' }),
    chain.client.readContract({ ...vault, functionName: 'brakes' }),
  ]);
  const indexes = Array.from({ length: assetCount }, (_, index) => index);
  const weighting = steps.some(({ name }) => name === 'WeightedCouncil')
    ? { weighting: await weightingOf(chain, own.council) }
    : {};
  return {
    ...{ chainId, ...weighting },
    block: first?.blockNumber ?? 0,
    quote: await tokenAt(chain, quote),
    assets: await Promise.all(indexes.map((index) => assetAt(chain, own.vault, index))),
    ...own,
    ...{ factory: NOWHERE, router: NOWHERE, positions: NOWHERE, arbitrageur: NOWHERE },
    quoter,
    codeHashes,
  };
}

/**
 * Which chain and vault a record is of; no node is asked.
 *
 * @throws Fault `chain/bad-record`
 */
export function recordedVault(recordFile: string): { chainId: number; vault: Address } {
  const { chainId, steps } = readRecord(recordFile);
  const vault = steps.find(({ name }) => name === 'Vault')?.address;
  if (vault) return { chainId, vault };
  throw badRecord(recordFile, 'it names no Vault, so the deployment was not finished');
}

async function weightingOf({ client }: Chain, address: Address): Promise<Weighting['kind']> {
  const council = { address, abi: councilAbi } as const;
  return WEIGHTINGS[await client.readContract({ ...council, functionName: 'weighting' })]!;
}

function readRecord(file: string): DeployRecord {
  try {
    const record = JSON.parse(readFileSync(file, 'utf8')) as DeployRecord | null;
    if (record && isRecord(record)) return record;
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const why = cause instanceof Error ? cause.message : String(cause);
    throw badRecord(file, missing ? 'there is no such file' : why);
  }
  throw badRecord(file, 'chainId and steps are not as npm run deploy writes them');
}

function isRecord({ chainId, steps }: DeployRecord): boolean {
  if (!Number.isInteger(chainId) || chainId < 1 || !Array.isArray(steps)) return false;
  const whole = (step: DeployRecord['steps'][number] | null): boolean =>
    typeof step?.name === 'string' &&
    /^0x([0-9a-f]{2})+$/i.test(step.raw) &&
    /^0x[0-9a-f]{40}$/i.test(step.address);
  return steps.length > 0 && steps.every(whole);
}

async function assetAt({ client }: Chain, vault: Address, index: number): Promise<Asset> {
  const args = [BigInt(index)] as const;
  const call = { address: vault, abi: vaultAbi, functionName: 'asset', args } as const;
  const { pool, token, quoteIs0 } = await client.readContract(call);
  const fee = await client.readContract({ address: pool, abi: POOL, functionName: 'fee' });
  return { index, token: await tokenAt({ client }, token), pool, fee, quoteIs0 };
}

async function tokenAt({ client }: Pick<Chain, 'client'>, address: Address): Promise<Token> {
  const token = { address, abi: TOKEN } as const;
  const [symbol, decimals] = await Promise.all([
    client.readContract({ ...token, functionName: 'symbol' }),
    client.readContract({ ...token, functionName: 'decimals' }),
  ]);
  return { symbol, address, decimals };
}

function badRecord(file: string, why: string): Fault {
  return new Fault(
    'chain/bad-record',
    `${file} is no record of a deployment: ${why}; name the file that npm run deploy wrote`,
  );
}
