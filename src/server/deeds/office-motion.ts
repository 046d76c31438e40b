/** Motions that name a key or a contract, checked against the chain before anybody votes on them. */
import { type Abi, parseAbi } from 'viem';
import type { Change } from '#api';
import { type Motion, readRules } from '#chain';
import { type Address, Fault } from '#kit';
import type { PoolContext } from './pool.ts';

type Office = Extract<Change, { kind: 'agent' | 'list-pool' | 'gate' | 'eligibility' | 'staking' }>;

const NOBODY: Address = '0x0000000000000000000000000000000000000000';
const POOL = parseAbi([
  'function token0() view returns (address)',
  'function token1() view returns (address)',
  'function fee() view returns (uint24)',
]);
const FACTORY = parseAbi(['function getPool(address, address, uint24) view returns (address)']);
const REGISTER = parseAbi(['function mayHold(address) view returns (bool)']);
const STAKES = parseAbi(['function vault() view returns (address)']);

/**
 * @throws Fault `governance/bad-change` where the contract is none, or of another vault, or the key would end before the vote does
 */
export async function officeMotion(pool: PoolContext, change: Office): Promise<Motion> {
  switch (change.kind) {
    case 'agent': {
      const { votingSeconds, timelockSeconds } = await readRules(pool);
      const expiry = Date.parse(change.until) / 1000;
      const earliest = pool.chain.now() + votingSeconds + timelockSeconds;
      if (expiry > earliest && expiry < 2 ** 32)
        return { kind: 'agent', agent: change.agent as Address, expiry };
      const day = new Date((earliest + 86_400) * 1000).toISOString().slice(0, 10);
      throw bad('until', change.until, `a day on which the vote can be in force, ${day} or later`);
    }
    case 'list-pool':
      await checkPoolContract(pool, change.pool as Address);
      return { kind: 'list-pool', pool: change.pool as Address };
    case 'gate': {
      const gate = addressOf(change.contract);
      if (gate !== NOBODY) await checkCode(pool, 'contract', gate);
      return { kind: 'gate', gate };
    }
    case 'eligibility': {
      const eligibility = addressOf(change.contract);
      const remedy = 'a contract that answers mayHold(address)';
      if (eligibility !== NOBODY)
        await ask(pool, { address: eligibility, abi: REGISTER, name: 'mayHold', remedy }, [NOBODY]);
      return { kind: 'eligibility', eligibility };
    }
    case 'staking': {
      const stakes = stakesOf(pool, change.contract);
      const remedy = 'a Stakes contract of this vault';
      if (stakes !== NOBODY) {
        const vault = await ask(pool, { address: stakes, abi: STAKES, name: 'vault', remedy }, []);
        if (!same(vault, pool.deployment.vault)) throw bad('contract', stakes, remedy);
      }
      return { kind: 'staking', stakes };
    }
  }
}

/** A pool of the vault's quote token that is not listed; of Uniswap's own factory, where that is known. */
async function checkPoolContract(pool: PoolContext, address: Address): Promise<void> {
  const { quote, vault, factory, assets } = pool.deployment;
  const remedy = `a Uniswap v3 pool of ${quote.symbol}`;
  const about = { address, abi: POOL, remedy };
  const token0 = await ask(pool, { ...about, name: 'token0' }, []);
  const token1 = await ask(pool, { ...about, name: 'token1' }, []);
  const fee = await ask(pool, { ...about, name: 'fee' }, []);
  if (!same(token0, quote.address) && !same(token1, quote.address))
    throw bad('pool', address, remedy);
  if (assets.some((asset) => same(asset.pool, address)) || same(address, vault))
    throw bad('pool', address, 'one that is not listed yet');
  if (factory === NOBODY) return;
  const made = { address: factory, abi: FACTORY, name: 'getPool', remedy };
  const real = await ask(pool, made, [token0, token1, fee]);
  if (!same(real, address)) throw bad('pool', address, `${remedy}, made by Uniswap’s factory`);
}

async function checkCode(pool: PoolContext, field: string, address: Address): Promise<void> {
  if (await pool.chain.client.getCode({ address })) return;
  throw bad(field, address, 'the address of a contract on this chain');
}

interface Question {
  readonly address: Address;
  readonly abi: Abi;
  readonly name: string;
  readonly remedy: string;
}

/** Asks a contract; one that does not answer is not what it should be. */
async function ask(
  pool: PoolContext,
  { address, abi, name, remedy }: Question,
  args: readonly unknown[],
): Promise<unknown> {
  await checkCode(pool, 'contract', address);
  try {
    return await pool.chain.client.readContract({ address, abi, functionName: name, args });
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw bad('contract', address, remedy, cause);
  }
}

function stakesOf({ deployment }: PoolContext, given: string): Address {
  if (given !== 'deployed') return addressOf(given);
  if (deployment.stakes) return deployment.stakes;
  throw bad('contract', given, 'an address: this deployment came without a Stakes contract');
}

function addressOf(given: string): Address {
  return given === 'none' ? NOBODY : (given as Address);
}

function same(a: unknown, b: string): boolean {
  return String(a).toLowerCase() === b.toLowerCase();
}

function bad(field: string, value: unknown, remedy: string, cause?: unknown): Fault {
  const why = `${field} is ${String(value)}; use ${remedy}`;
  return new Fault('governance/bad-change', why, { meta: { field }, cause });
}
