/** A member from start to end: folder, keys, seat, candles, then whatever the group asks of it. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { canonicalJson, Fault, type Hex, utf8, type Address, toHex } from '#kit';
import {
  type MemberFolder,
  MemberMemory,
  chainVouch,
  nodePrimitives,
  openFolder,
  openSecret,
  readInvitation,
  readStanding,
  readVotedStrategy,
  type Standing,
  writeDurably,
} from '#members';
import { enrol } from '#members/keys';
import { PrivacyLedger } from '#members/privacy';
import {
  HubClient,
  type LocalTraining,
  type Plain,
  planId,
  serveHub,
  type SignedPlan,
  takePart,
  type TaskHandler,
} from '#rounds/member';
import { ownCandles } from './candles.ts';
import { evaluator } from './evaluator.ts';
import { followVote } from './follow-vote.ts';
import { holdingsOf } from './holdings.ts';
import { type Learner, openLearner } from './learner.ts';
import { type OwnModel, writeOwnModel } from './own-model.ts';
import { openOwnState } from './own-state.ts';
import { privacyLimit, privacyStatement } from './privacy.ts';
import { openTerms } from './terms.ts';
import { ownContracts, walletTasks } from './wallet-tasks.ts';

/** As given on the command line. */
export interface MemberOptions {
  readonly hub: string;
  readonly dir: string;
  readonly invite?: string;
  readonly data?: string;
  readonly from?: number;
  readonly to?: number;
  readonly labels: 'true' | 'shuffled';
  readonly threads: number;
  readonly chain: number;
  readonly rpc?: string;
  readonly maxValue: bigint;
  readonly simulationSeed?: string;
  readonly attached?: true;
  readonly patience?: number;
  readonly privacyBudget?: number | 'none';
  readonly simulatedNoise?: string;
  readonly evaluate?: true;
}

/** Where this member belongs; kept in its folder. */
interface Membership {
  readonly group: string;
  readonly member: number;
  readonly name: string;
  readonly hub: Hex;
}

interface Keys {
  readonly identity: Uint8Array<ArrayBuffer>;
  readonly wallet: Uint8Array<ArrayBuffer>;
  readonly noise: Uint8Array<ArrayBuffer>;
}

/** Runs until told to end. */
export async function runMember(options: MemberOptions): Promise<void> {
  const ending = endingOf(options);
  try {
    await runUntil(ending, options);
  } catch (error) {
    // Whatever was under way when the end was asked for is taken up again by the next start.
    if (!ending.signal.aborted || ending.signal.reason === error) throw error;
  }
}

async function runUntil(ending: AbortController, options: MemberOptions): Promise<void> {
  const { signal } = ending;
  const folder = openFolder(options.dir);
  const keys = openKeys(folder, options.simulationSeed);
  const memory = new MemberMemory(folder.memory);
  const { group, member, hub } = await openMembership(folder, keys, options, ending);
  const primitives = nodePrimitives;
  const { identity } = keys;
  const client = clientOf(options, member, keys, ending);
  const series = await ownCandles(folder.data, options);
  const { labels, threads } = options;
  const limit = privacyLimit(folder, options.privacyBudget);
  const ledger = new PrivacyLedger(memory, limit);
  const terms = openTerms(memory, ledger, limit);
  const lessons = limit.chosen ? 'private' : 'any';
  const { simulatedNoise } = options;
  const noise =
    simulatedNoise === undefined ? keys.noise : derivedFrom(simulatedNoise, `noise|${member}`);
  const guard = { ledger, noise };
  const own = openOwnState(folder.path, memory, (plan) => planId(primitives, plan));
  const handOut = (model: OwnModel): void => writeOwnModel(folder.path, model);
  const learner = openLearner({ series, member, labels, threads, guard, lessons, own, handOut });
  say(`member ${member} of ${group}: ${series.length} candles of ${series.symbol}`);
  const price = terms.sentence();
  if (price !== undefined) say(price);
  // Members are often killed, never to come to the end at which Node would keep this by itself.
  flushCompileCache();
  const about = { primitives, door: client, hub, group, member, identity, memory };
  const { chain, maxValue, rpc } = options;
  const binding = { group, identity: toHex(primitives.signingKey(identity)) };
  const limits = { chain, maxValue, binding };
  const standing = (of: Address): Promise<Standing> =>
    readStanding({ rpcUrl: rpc!, chainId: chain, ...ownContracts(memory) }, group, of);
  const vouching = rpc === undefined ? {} : { vouch: chainVouch(standing) };
  const handlers: Record<string, TaskHandler> = {
    ...walletTasks(keys.wallet, limits, memory),
    terms: async (input) => {
      const answer = terms.hear(input);
      say(terms.sentence()!);
      return answer;
    },
    round: async (input) => {
      const train: LocalTraining = async (weights, plan) => {
        if (rpc !== undefined) {
          const { vault } = ownContracts(memory);
          followVote(memory, plan, await readVotedStrategy({ rpcUrl: rpc, vault }));
        }
        terms.admit(plan.season);
        return learner.round(weights, plan);
      };
      const done = await takePart({ ...about, ...vouching, train }, input as unknown as SignedPlan);
      return { plan: done.plan, lossMicro: done.lossMicro };
    },
    solo: async (input) => {
      terms.admit();
      return solo(learner, client, input as unknown as SoloInput);
    },
    privacy: async () => privacyStatement(ledger),
    holdings: async (input) => holdingsOf(series, String(input)),
    ...(options.evaluate &&
      evaluator({ name: `m${member}`, memory, read: (hash) => readPublic(client, hash), threads })),
  };
  try {
    await serveHub({
      primitives,
      client,
      hub,
      member,
      identity,
      memory,
      handlers,
      signal,
      onTask: (task, outcome) => {
        say(
          'fault' in outcome
            ? `${task.kind}: ${outcome.fault.message} [${outcome.fault.code}]`
            : `${task.kind}: done`,
        );
        tidy();
      },
    });
  } catch (error) {
    // One hand has failed, on a full disk for example: the other one must not go on waiting for work.
    if (!signal.aborted) ending.abort(error);
    throw error;
  } finally {
    await learner.close();
    memory.close();
  }
}

/** What a hub sends with a `solo` task; rows and start are read by their hash like models. */
interface SoloInput {
  readonly lesson: string;
  readonly seed: string;
  readonly steps: number;
  readonly start: Hex;
  readonly rows: Hex;
  /** Int32 little-endian, base64. */
  readonly ends: string;
}

async function solo(learner: Learner, client: HubClient, input: SoloInput): Promise<Plain> {
  const ends = new Int32Array(new Uint8Array(Buffer.from(input.ends, 'base64')).buffer);
  const floats = async (hash: Hex): Promise<Float32Array> =>
    new Float32Array((await client.model(hash)).slice().buffer);
  const { lesson, seed, steps } = input;
  const result = await learner.solo({
    lesson,
    seed,
    steps,
    weights: await floats(input.start),
    window: { rows: await floats(input.rows), ends, labels: new Int32Array(ends.length) },
  });
  const { buffer, byteOffset, byteLength } = result.probabilities;
  return {
    probabilities: Buffer.from(buffer, byteOffset, byteLength).toString('base64'),
    lossMicro: result.loss === null ? null : Math.round(result.loss * 1e6),
    examples: result.examples,
  };
}

/** Public bytes of the hub, which must be those of their name. */
async function readPublic(client: HubClient, hash: Hex): Promise<Uint8Array> {
  const bytes = await client.model(hash);
  if (toHex(nodePrimitives.digest(bytes)) === hash) return bytes;
  throw new Fault('members/other-bytes', `the hub gave other bytes than those of ${hash}`);
}

async function openMembership(
  folder: MemberFolder,
  keys: Keys,
  options: MemberOptions,
  ending: AbortController,
): Promise<Membership> {
  if (existsSync(folder.membership))
    return JSON.parse(readFileSync(folder.membership, 'utf8')) as Membership;
  if (options.invite) writeDurably(folder.invitation, utf8(options.invite));
  if (!existsSync(folder.invitation)) {
    throw new Fault(
      'members/no-invitation',
      `${folder.path} belongs to no group yet; pass the hub's invitation with --invite`,
    );
  }
  const { group, seat, name, hub, secret } = readInvitation(
    readFileSync(folder.invitation, 'utf8'),
  );
  const enrolment = enrol(nodePrimitives, { group, member: seat, name }, keys);
  await clientOf(options, seat, keys, ending).enrol(secret, enrolment);
  const membership: Membership = { group, member: seat, name, hub };
  writeDurably(folder.membership, utf8(canonicalJson(membership)));
  rmSync(folder.invitation, { force: true });
  return membership;
}

function clientOf(
  options: MemberOptions,
  member: number,
  keys: Keys,
  ending: AbortController,
): HubClient {
  let leaving: NodeJS.Timeout | undefined;
  return new HubClient({
    url: options.hub,
    member,
    identity: keys.identity,
    primitives: nodePrimitives,
    signal: ending.signal,
    onReach: (state, why) => {
      say(state === 'lost' ? `${why}; trying again, up to once a minute` : 'the hub answers again');
      clearTimeout(leaving);
      if (state === 'lost' && options.patience !== undefined)
        leaving = setTimeout(() => ending.abort(), options.patience * 1000);
    },
  });
}

/** Keys of a simulation are the same each time, so that its results are. */
function openKeys(folder: MemberFolder, simulationSeed: string | undefined): Keys {
  if (simulationSeed === undefined)
    return {
      identity: openSecret(folder.identity),
      wallet: openSecret(folder.wallet),
      noise: openSecret(folder.noise),
    };
  const derived = (purpose: string): Uint8Array<ArrayBuffer> =>
    derivedFrom(simulationSeed, purpose);
  return { identity: derived('identity'), wallet: derived('wallet'), noise: derived('noise') };
}

function derivedFrom(text: string, purpose: string): Uint8Array<ArrayBuffer> {
  return nodePrimitives.derive(utf8(text), `hanse/1/simulation|${purpose}`);
}

function endingOf(options: MemberOptions): AbortController {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, end);
  if (options.attached) {
    process.once('disconnect', end);
    process.stdin.once('close', end).once('end', end).resume();
  }
  return ending;
}

/** Arrays beyond this are mostly what a task has left behind; a machine that runs many members wants it back. */
const LEFT_BEHIND = 24 * 1024 * 1024;

/** Gives memory back where Node was started so that it can (`--expose-gc`). */
function tidy(): void {
  if (process.memoryUsage().arrayBuffers > LEFT_BEHIND) globalThis.gc?.();
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}
