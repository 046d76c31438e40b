/** One member's way through one attempt at a round: train, join, and the five messages. */
import { canonicalJson, Fault, hashOf, type Hex, toHex } from '#kit';
import { type Awaitable, checkEnrolment, type Enrolment, type Primitives } from '#members/keys';
import type { RoundDoor } from './door.ts';
import { encodeUpdate, sentIn } from './fixed-point.ts';
import type {
  CohortView,
  RevealMessage,
  RevealView,
  SendersView,
  SurvivorsView,
} from './messages.ts';
import { Party } from './party.ts';
import { checkPlan, planId, type RoundPlan, type SignedPlan } from './plan.ts';

/** What local training gave. */
export interface LocalResult {
  /** Local weights after training from the global ones. */
  readonly weights: Float32Array;
  /** How many examples they were trained on. */
  readonly examples: number;
  /** Own training loss to tell the group, or null to keep it. */
  readonly loss: number | null;
  /**
   * Told what is sent, clipped and rounded as the hub will read it, before it leaves: for strategies whose members carry something
   * from round to round. It counts once `revealed/` of the round is remembered.
   */
  readonly keep?: (sent: Float32Array) => void;
}

/** Trains from the global weights; `plan.training` says how. */
export type LocalTraining = (weights: Float32Array, plan: RoundPlan) => Awaitable<LocalResult>;

/** Named facts a member keeps for good; see `MemberMemory`. */
export interface Memory {
  recall(name: string): unknown;
  /** Durable on return; throws where the name already holds another value. */
  remember(name: string, value: unknown): void;
}

/** Who takes part, and with what. */
export interface Participant {
  readonly primitives: Primitives;
  readonly door: RoundDoor;
  readonly hub: Hex;
  readonly group: string;
  readonly member: number;
  readonly identity: Uint8Array;
  readonly memory: Memory;
  readonly train: LocalTraining;
  /** A further check of a peer's enrolment, such as that its wallet holds a share on chain; throws to refuse. */
  readonly vouch?: (enrolment: Enrolment) => Awaitable<void>;
}

/** How it went: in the sum, or in the sum without our help at the end. */
export interface Participation {
  readonly plan: Hex;
  readonly lossMicro: number | null;
}

/**
 * Takes part in an attempt. Whatever does not fit makes the member stop with a code that names it.
 *
 * @throws Fault `rounds/replayed`, `rounds/second-sum`, `rounds/model-mismatch`, any of the party's, or the hub's refusals.
 */
export async function takePart(who: Participant, signed: SignedPlan): Promise<Participation> {
  const { primitives, door, member, memory } = who;
  const plan = checkPlan(primitives, who.hub, signed);
  if (plan.group !== who.group)
    throw new Fault(
      'rounds/other-group',
      `the plan is of group ${plan.group}, not of ${who.group}`,
    );
  const id = planId(primitives, plan);
  const kept = memory.recall(`reveal/${id}`) as KeptReveal | undefined;
  if (kept) return sendReveal(who, plan, id, kept);
  refuseSecondSum(memory, plan);
  joinOnce(memory, plan, id);
  const global = await readModel(door, plan, primitives);
  // Asked for before training: the open request is what shows the hub that we are at work.
  const cohort = door.view(id, 'cohort');
  cohort.catch(() => undefined);
  const local = await who.train(global, plan);
  const update = subtract(local.weights, global);
  const lossMicro = lossInMicro(local.loss);
  let fact: KeptReveal['fact'] | undefined;
  const party = new Party({
    primitives,
    plan,
    member,
    identity: who.identity,
    admit: (enrolment) => admit(who, enrolment),
    beforeReveal: (opened) => {
      for (const name of revealNames(plan)) refuseOther(memory, name, opened);
      fact = opened;
    },
  });
  await door.submit(id, { step: 'keys', message: await party.keys() });
  const shown = (await cohort) as CohortView;
  await vouchForNew(who, shown);
  const shares = await party.shares(shown);
  const largest = Math.max(party.largestCohort, plan.encoding.cohort ?? 0);
  const vector = encodeUpdate(update, local.examples, plan.encoding, largest);
  local.keep?.(sentIn(vector, plan.parameters, plan.encoding, largest));
  await door.submit(id, { step: 'shares', message: shares });
  const senders = (await door.view(id, 'senders')) as SendersView;
  const input = await party.input(senders, vector, lossMicro);
  await door.submit(id, { step: 'input', ...input });
  const consent = await party.consent((await door.view(id, 'survivors')) as SurvivorsView);
  await door.submit(id, { step: 'consent', message: consent }).catch(passLate);
  const ask = (await door.view(id, 'ask')) as RevealView;
  const reveal = { message: await party.reveal(ask), fact: fact!, lossMicro };
  remember(memory, `reveal/${id}`, reveal);
  return sendReveal(who, plan, id, reveal);
}

/** A reveal as it is kept before it leaves: should we or the hub die now, the same message is sent again, and no other. */
interface KeptReveal {
  readonly message: RevealMessage;
  readonly fact: { readonly survivors: readonly number[]; readonly transcript: Hex };
  readonly lossMicro: number | null;
}

async function sendReveal(
  { memory, door }: Participant,
  plan: RoundPlan,
  id: Hex,
  { message, fact, lossMicro }: KeptReveal,
): Promise<Participation> {
  for (const name of revealNames(plan)) remember(memory, name, fact);
  await door.submit(id, { step: 'reveal', message }).catch(passLate);
  return { plan: id, lossMicro };
}

function refuseSecondSum(memory: Memory, plan: RoundPlan): void {
  if (!revealNames(plan).some((name) => memory.recall(name))) return;
  throw new Fault(
    'rounds/second-sum',
    `we helped to open a sum of round ${plan.round} or of the same question before; a second one could single a member out, so we sit this out`,
  );
}

/** Our keys of an attempt live in memory only, so an attempt we joined before a crash is over for us. */
function joinOnce(memory: Memory, plan: RoundPlan, id: Hex): void {
  const name = `joined/${plan.season}/${plan.round}/${plan.attempt}`;
  if (memory.recall(name)) {
    throw new Fault(
      'rounds/replayed',
      `we joined attempt ${plan.attempt} of round ${plan.round} before; each attempt is joined once`,
    );
  }
  memory.remember(name, id);
}

async function readModel(
  door: RoundDoor,
  plan: RoundPlan,
  primitives: Primitives,
): Promise<Float32Array> {
  const bytes = await door.model(plan.model);
  const hash = toHex(primitives.digest(bytes));
  if (hash === plan.model && bytes.length === 4 * plan.parameters)
    return new Float32Array(bytes.slice().buffer);
  throw new Fault(
    'rounds/model-mismatch',
    `the model of round ${plan.round} has hash ${hash} and ${bytes.length} bytes; ${plan.model} and ${4 * plan.parameters} were announced`,
  );
}

function admit(who: Participant, enrolment: Enrolment): void {
  const name = `peer/${enrolment.member}`;
  const pinned = who.memory.recall(name);
  if (pinned && canonicalJson(pinned) === canonicalJson(enrolment)) return;
  if (pinned) {
    throw new Fault(
      'rounds/peer-changed',
      `the hub shows another enrolment for member ${enrolment.member} than before; this member takes no part`,
    );
  }
  if (enrolment.group !== who.group)
    throw new Fault(
      'rounds/other-group',
      `member ${enrolment.member} is enrolled in another group`,
    );
  who.memory.remember(name, checkEnrolment(who.primitives, enrolment));
}

/** Peers that are not pinned yet are checked once more where the member has a way to, all at the same time. */
async function vouchForNew(who: Participant, { peers }: CohortView): Promise<void> {
  const { vouch, memory, primitives } = who;
  if (!vouch) return;
  const fresh = peers.filter(
    ({ enrolment }) => memory.recall(`peer/${enrolment.member}`) === undefined,
  );
  await Promise.all(
    fresh.map(async ({ enrolment }) => vouch(checkEnrolment(primitives, enrolment))),
  );
}

function remember(memory: Memory, name: string, value: unknown): void {
  refuseOther(memory, name, value);
  memory.remember(name, value);
}

function refuseOther(memory: Memory, name: string, value: unknown): void {
  const kept = memory.recall(name);
  if (kept === undefined || canonicalJson(kept) === canonicalJson(value)) return;
  throw new Fault(
    'rounds/second-sum',
    'we helped to open another sum of this round or question before; a second one could single a member out',
  );
}

/**
 * Under which names it is kept that a sum was opened: by round, and by the question. The same model, lesson and seed give the
 * same update bit for bit, so two sums of it would tell members apart whatever the rounds are called.
 */
function revealNames({ season, round, model, training, draw }: RoundPlan): string[] {
  const question = hashOf({ model, training, draw });
  return [`revealed/${season}/${round}`, `revealed/question/${question}`];
}

function subtract(local: Float32Array, global: Float32Array): Float32Array {
  if (local.length !== global.length) {
    throw new Fault(
      'rounds/wrong-shape',
      `training gave ${local.length} weights for a model of ${global.length}`,
    );
  }
  return local.map((weight, i) => weight - global[i]!);
}

function lossInMicro(loss: number | null): number | null {
  if (loss === null) return null;
  if (!Number.isFinite(loss) || Math.abs(loss) > 1e9)
    throw new Fault('rounds/not-finite', `the training loss is ${loss}; lower the learning rate`);
  return Math.round(loss * 1e6);
}

/** Enough others answered already: the sum is the same without us. */
function passLate(error: unknown): void {
  if (!(error instanceof Fault) || error.code !== 'rounds/late') throw error;
}
