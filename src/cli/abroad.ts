/** A deployment on a chain of somebody else's, which this process reads and signs for by itself. */
import type { z } from 'zod';
import type { AnyOperation } from '#api';
import { Fault, formatDecimal } from '#kit';
import type { Abroad, AbroadHandlers } from '#server';
import { confirm } from './confirm.ts';
import type { DoorOptions } from './door.ts';
import { readEnvironment } from './environment.ts';

/** What is said before something is signed that the command itself does not confirm. */
const SIGNED: Readonly<Record<string, string>> = {
  propose: 'puts a change before the group',
  vote: 'votes',
  queue: 'starts the timelock of a proposal',
  execute: 'carries out a proposal, after everybody who asked to leave before it,',
  withdraw: 'withdraws a proposal, or takes back what lies bound to one whose vote is over,',
};

let opened: Promise<{ pool: Abroad; handlers: AbroadHandlers }> | undefined;

/**
 * Asks a deployment elsewhere for an operation.
 *
 * @throws Fault `cli/hub-only` for what needs a hub, and faults of the chain
 */
export async function callAbroad<O extends AnyOperation>(
  operation: O,
  input: { query?: Record<string, string>; body?: z.input<O['body']> },
  options: DoorOptions & { readonly record: string },
): Promise<z.output<O['output']>> {
  opened ??= open(options);
  const { pool, handlers } = await opened;
  if (!Object.hasOwn(handlers, operation.name)) {
    throw new Fault(
      'cli/hub-only',
      'this can be asked of a hub only, not of a deployment elsewhere; leave --record and HANSE_RECORD out',
    );
  }
  const query = checked(operation.query, input.query ?? {});
  const body = checked(operation.body, input.body ?? {});
  // A name that the command made up is not one by which to ask again: equal orders are known by what they say.
  if (options.once === undefined) delete body['once'];
  const purpose = SIGNED[operation.name];
  if (purpose) {
    const { chainId } = pool.deployment;
    const who = pool.member?.address ?? 'nobody (HANSE_MEMBER_KEY is not set)';
    const bond = operation.name === 'propose' ? await bondWords(pool) : '';
    await confirm(`${who} ${purpose} on chain ${chainId} and pays the gas.${bond}`, options);
  }
  const handler = handlers[operation.name as keyof AbroadHandlers] as (
    query: unknown,
    body: unknown,
  ) => Promise<unknown>;
  return operation.output.parse(await handler(query, body)) as z.output<O['output']>;
}

/** Whether an order of this content was begun and its outcome never told: it may have been done, so nothing may keep it from being asked for again. */
export async function begunAbroad<O extends AnyOperation>(
  operation: O,
  body: z.input<O['body']>,
  options: DoorOptions & { readonly record: string },
): Promise<boolean> {
  opened ??= open(options);
  const { pool } = await opened;
  const { orderStands } = await import('#server');
  const { once: _once, ...order } = checked(operation.body, body);
  return orderStands(pool, operation.name, order);
}

/** A bond is money: whoever lays one down is told how much. */
async function bondWords(pool: Abroad): Promise<string> {
  const { readRules } = await import('#chain');
  const { bond } = await readRules(pool);
  if (bond === 0n) return '';
  return ` It lays down a bond of ${formatDecimal(bond, 18)} of the chain’s coin, which comes back unless too few vote.`;
}

function checked(schema: z.ZodType, given: unknown): Record<string, unknown> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data as Record<string, unknown>;
  const issue = parsed.error.issues[0]!;
  throw new Fault('cli/bad-argument', `${issue.path.join('.')} does not work: ${issue.message}`);
}

async function open(options: DoorOptions & { readonly record: string }) {
  const environment = readEnvironment();
  const rpcUrl = options.rpc ?? environment.HANSE_RPC_URL;
  if (!rpcUrl) {
    throw new Fault(
      'cli/bad-argument',
      'say which node to ask: --rpc URL, or HANSE_RPC_URL in .env or in the environment',
    );
  }
  const [{ memberFrom }, { abroadAnswers, openAbroad }] = await Promise.all([
    import('#chain'),
    import('#server'),
  ]);
  const { HANSE_CONFIRMATIONS: confirmations } = environment;
  const pool = await openAbroad({
    ...{ dir: options.dir ?? environment.HANSE_DIR, recordFile: options.record, rpcUrl },
    witnessUrl: options.witness ?? environment.HANSE_WITNESS_URL,
    member: memberFrom(process.env),
    oldestHead: environment.HANSE_OLDEST_HEAD,
    waiting: confirmations === undefined ? {} : { confirmations },
    log: (line) => console.error(line),
  });
  const told = new Set<string>();
  // An order ends when its outcome stands on the screen: killed before, the same command tells it again.
  process.once('beforeExit', () => {
    for (const key of told) pool.orders.end(key);
    void pool.close();
  });
  return { pool, handlers: abroadAnswers(pool, (key) => void told.add(key)) };
}
