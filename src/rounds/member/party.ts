/**
 * A member's side of one secure sum. It trusts nothing the hub shows: whatever does not fit makes it stop for good, with a code
 * that names the cheat. Its secrets live only in memory; after a crash it sits this attempt out.
 * After Bonawitz et al. 2017, with signed keys and a signed survivor set against a malicious hub.
 */
import { canonicalJson, concatBytes, Fault, fromHex, type Hex, toFault, toHex } from '#kit';
import {
  type Bytes,
  type Enrolment,
  type ExchangePair,
  type Primitives,
  signatureHolds,
  signValue,
} from '#members/keys';
import { ascending, drawCohorts, SMALLEST_COHORT, thresholdOf } from './cohorts.ts';
import {
  type CohortView,
  commitSeed,
  type ConsentMessage,
  type InputMessage,
  type KeysMessage,
  ownMaskKey,
  pairMaskKey,
  type RevealMessage,
  type RevealView,
  type SendersView,
  type SharesMessage,
  type SurvivorsView,
  transcript,
} from './messages.ts';
import { type RoundPlan, planId } from './plan.ts';
import { packedLength, packRing } from './ring.ts';
import { openSum } from './ring-sum.ts';
import { splitSecret } from './shamir.ts';

/** What a party needs from outside. */
export interface PartyOptions {
  readonly primitives: Primitives;
  readonly plan: RoundPlan;
  readonly member: number;
  /** The member's Ed25519 seed. */
  readonly identity: Uint8Array;
  /** Checks a peer's enrolment against what is pinned or stands on chain; throws where it must not be trusted. */
  readonly admit: (enrolment: Enrolment) => void;
  /** Called before a reveal leaves, with what it would open; throws to refuse. It must be durable when it returns. */
  readonly beforeReveal: (about: { survivors: number[]; transcript: Hex }) => void;
}

interface Peer {
  /** Position in the cohort; its share is read at the next number. */
  readonly place: number;
  readonly identity: Hex;
  readonly maskKey: Uint8Array;
  /** Shared with us, for sealing in both directions; empty for ourselves. */
  readonly shared: Uint8Array;
}

interface HeldShares {
  readonly seed: Hex;
  readonly secret: Hex;
}

/** The states in order; `stopped` is final. */
type State = 'new' | 'keys' | 'shares' | 'input' | 'consent' | 'revealed' | 'stopped';

const SHARE_BYTES = 32;

/** One member in one attempt at one round. Call its methods in the order of the steps. */
export class Party {
  readonly #given: PartyOptions;
  readonly #plan: Hex;
  readonly #sealing: ExchangePair;
  readonly #masking: ExchangePair;
  readonly #seed: Bytes;
  readonly #peers = new Map<number, Peer>();
  readonly #held = new Map<number, HeldShares>();
  #state: State = 'new';
  #ownKeys: KeysMessage | undefined;
  #cohort: Hex = '0x';
  #senders: Hex = '0x';
  #survivors: Hex = '0x';
  #alive: number[] = [];
  #dead: number[] = [];
  #sendersList: number[] = [];
  #inputHash: Hex = '0x';
  #consent: Hex = '0x';
  #largestCohort = 0;

  constructor(options: PartyOptions) {
    const { primitives } = options;
    this.#given = options;
    this.#plan = planId(primitives, options.plan);
    this.#sealing = primitives.exchangePair();
    this.#masking = primitives.exchangePair();
    this.#seed = primitives.randomBytes(32);
  }

  /** The size of the largest cohort of this draw; known after {@link shares}. */
  get largestCohort(): number {
    return this.#largestCohort;
  }

  /** Message 1. */
  keys(): Promise<KeysMessage> {
    return this.#step('new', 'keys', () => {
      const { member } = this.#given;
      const sealKey = toHex(this.#sealing.publicKey);
      const maskKey = toHex(this.#masking.publicKey);
      const signature = this.#sign('keys', { plan: this.#plan, member, sealKey, maskKey });
      this.#ownKeys = { member, sealKey, maskKey, signature };
      return this.#ownKeys;
    });
  }

  /** Message 2, after the hub showed the cohort. */
  shares(view: CohortView): Promise<SharesMessage> {
    return this.#step('keys', 'shares', async () => {
      this.#readCohort(view);
      const { primitives, member } = this.#given;
      this.#cohort = transcript.cohort(primitives, this.#plan, view);
      const count = this.#peers.size;
      const threshold = thresholdOf(count);
      const random = (length: number): Uint8Array => primitives.randomBytes(length);
      // Both at once: each byte is shared by itself.
      const both = concatBytes(this.#seed, this.#masking.secret);
      const shares = splitSecret(both, count, threshold, random);
      const commitment = commitSeed(primitives, this.#cohort, member, toHex(this.#seed));
      const sealed: Record<string, Hex> = {};
      for (const [number, peer] of this.#peers) {
        const { bytes } = shares[peer.place]!;
        if (number === member) {
          this.#hold(member, bytes);
          continue;
        }
        const key = this.#sealingKey(peer, member, number, commitment);
        sealed[number] = toHex(await primitives.seal(key, bytes));
      }
      const body = { cohort: this.#cohort, member, commitment, sealed };
      return { member, commitment, sealed, signature: this.#sign('shares', body) };
    });
  }

  /** Message 3, after the hub passed on the shares: the vector with all masks, packed. */
  input(
    view: SendersView,
    vector: Int32Array,
    lossMicro: number | null,
  ): Promise<{ message: InputMessage; packed: Bytes }> {
    return this.#step('shares', 'input', async () => {
      await this.#readSenders(view);
      const { primitives, member } = this.#given;
      this.#senders = transcript.senders(primitives, this.#cohort, view);
      const masked = await this.#mask(vector);
      const packed = packRing(masked);
      // Memory of this size is given back at once, as that of the key streams is.
      masked.buffer.transfer(0);
      this.#inputHash = toHex(primitives.digest(packed));
      const body = { senders: this.#senders, member, hash: this.#inputHash, lossMicro };
      const signature = this.#sign('input', body);
      return { message: { member, hash: this.#inputHash, lossMicro, signature }, packed };
    });
  }

  /** Message 4, after the hub showed whose vectors arrived. */
  consent(view: SurvivorsView): Promise<ConsentMessage> {
    return this.#step('input', 'consent', () => {
      this.#readSurvivors(view);
      const { primitives, member } = this.#given;
      this.#survivors = transcript.survivors(primitives, this.#senders, view);
      const signature = this.#sign('consent', { survivors: this.#survivors, member });
      this.#consent = signature;
      return { member, signature };
    });
  }

  /** Message 5, after the hub showed the signatures. */
  reveal(view: RevealView): Promise<RevealMessage> {
    return this.#step('consent', 'revealed', () => {
      this.#readConsents(view);
      this.#readAsk(view);
      const { member } = this.#given;
      this.#given.beforeReveal({ survivors: this.#alive, transcript: this.#survivors });
      const seedShares: Record<string, Hex> = {};
      for (const of of this.#alive) seedShares[of] = this.#held.get(of)!.seed;
      const secretShares: Record<string, Hex> = {};
      for (const of of this.#dead) secretShares[of] = this.#held.get(of)!.secret;
      const body = { survivors: this.#survivors, member, seedShares, secretShares };
      return { member, seedShares, secretShares, signature: this.#sign('reveal', body) };
    });
  }

  /** The vector under our own mask and those we share with every other sender. */
  async #mask(vector: Int32Array): Promise<Int32Array<ArrayBuffer>> {
    const { primitives, member } = this.#given;
    const length = packedLength(vector.length);
    const masked = openSum(vector);
    let done: Int32Array<ArrayBuffer> | undefined;
    try {
      const own = ownMaskKey(primitives, this.#cohort, this.#seed);
      masked.add(await primitives.keystream(own, length));
      for (const other of this.#sendersList) {
        if (other === member) continue;
        const publicKey = this.#peers.get(other)!.maskKey;
        const pair = { secret: this.#masking.secret, publicKey, a: member, b: other };
        const stream = primitives.keystream(pairMaskKey(primitives, this.#cohort, pair), length);
        if (member < other) masked.add(await stream);
        else masked.subtract(await stream);
      }
    } finally {
      done = masked.close();
    }
    return done;
  }

  async #step<T>(from: State, to: State, act: () => T | Promise<T>): Promise<T> {
    if (this.#state !== from) {
      throw new Fault(
        this.#state === 'stopped' ? 'rounds/stopped' : 'rounds/out-of-order',
        `a step that follows "${from}" was asked in state "${this.#state}"; each step runs once, in order`,
      );
    }
    this.#state = 'stopped';
    const result = await act();
    this.#state = to;
    return result;
  }

  #readCohort(view: CohortView): void {
    const { primitives, plan, member, admit } = this.#given;
    const numbers = view.peers.map(({ keys }) => keys.member);
    if (numbers.length < SMALLEST_COHORT)
      throw stop('cohort-too-small', `the cohort has ${numbers.length} members; 3 are needed`);
    if (
      new Set(numbers).size !== numbers.length ||
      new Set(view.joined).size !== view.joined.length
    )
      throw stop('duplicate-member', 'a member stands twice in the cohort or among the joined');
    if (!numbers.includes(member))
      throw stop('not-in-cohort', `member ${member} is shown a cohort it is not in`);
    const drawn = drawCohorts(view.joined, plan.draw);
    this.#largestCohort = Math.max(...drawn.map((cohort) => cohort.length));
    if (canonicalJson(drawn[view.cohort]) !== canonicalJson(numbers))
      throw stop('cohort-not-drawn', 'the cohort is not the one the seed draws from those joined');
    const seen = new Set<Hex>();
    view.peers.forEach(({ enrolment, keys }, place) => {
      admit(enrolment);
      if (enrolment.member !== keys.member)
        throw stop('wrong-enrolment', `member ${keys.member} is shown with another's enrolment`);
      const { sealKey, maskKey } = keys;
      const body = { plan: this.#plan, member: keys.member, sealKey, maskKey };
      const signed =
        keys.member === member ||
        signatureHolds(primitives, enrolment.identity, 'keys', body, keys.signature);
      if (!signed)
        throw stop('bad-key-signature', `member ${keys.member} did not sign the keys shown for it`);
      for (const key of [sealKey, maskKey, enrolment.identity]) {
        if (seen.has(key)) throw stop('repeated-key', `key ${key} is shown for two purposes`);
        seen.add(key);
      }
      this.#peers.set(keys.member, {
        place,
        identity: enrolment.identity,
        maskKey: fromHex(maskKey),
        shared:
          keys.member === member
            ? new Uint8Array()
            : primitives.exchange(this.#sealing.secret, fromHex(sealKey)),
      });
    });
    const own = view.peers[numbers.indexOf(member)]!.keys;
    if (own.sealKey !== this.#ownKeys!.sealKey || own.maskKey !== this.#ownKeys!.maskKey)
      throw stop('own-keys-changed', 'the keys shown as ours are not ours');
  }

  async #readSenders(view: SendersView): Promise<void> {
    const { primitives, member } = this.#given;
    const numbers = view.senders.map((sender) => sender.member);
    this.#checkSet(numbers, [...this.#peers.keys()], 'sender');
    for (const sender of view.senders) {
      if (sender.member === member) continue;
      const peer = this.#peers.get(sender.member)!;
      try {
        const key = this.#sealingKey(peer, sender.member, member, sender.commitment);
        const plain = await primitives.open(key, fromHex(sender.sealed ?? '0x'));
        if (plain.length !== 2 * SHARE_BYTES) throw new Error(`${plain.length} bytes`);
        this.#hold(sender.member, plain);
      } catch (cause) {
        const { message } = toFault(cause);
        throw stop(
          'tampered-share',
          `the share of member ${sender.member} is not what it sealed (${message})`,
        );
      }
    }
    this.#sendersList = numbers;
  }

  #hold(of: number, share: Uint8Array): void {
    const seed = toHex(share.subarray(0, SHARE_BYTES));
    this.#held.set(of, { seed, secret: toHex(share.subarray(SHARE_BYTES)) });
  }

  #readSurvivors(view: SurvivorsView): void {
    const numbers = view.survivors.map((survivor) => survivor.member);
    this.#checkSet(numbers, this.#sendersList, 'survivor');
    const own = view.survivors.find((survivor) => survivor.member === this.#given.member)!;
    if (own.hash !== this.#inputHash)
      throw stop('input-replaced', 'the hub shows another vector as ours');
    this.#alive = numbers;
    this.#dead = this.#sendersList.filter((number) => !numbers.includes(number));
  }

  #checkSet(
    numbers: readonly number[],
    among: readonly number[],
    role: 'sender' | 'survivor',
  ): void {
    const allowed = new Set(among);
    const stranger = numbers.find((number) => !allowed.has(number));
    if (stranger !== undefined)
      throw stop(`unknown-${role}`, `member ${stranger} cannot be a ${role} here`);
    if (canonicalJson(numbers) !== canonicalJson(ascending([...new Set(numbers)])))
      throw stop('unordered', `the ${role}s are not in ascending order, once each`);
    if (!numbers.includes(this.#given.member))
      throw stop(`left-out-${role}`, `we are not among the ${role}s though we answered`);
    const threshold = thresholdOf(this.#peers.size);
    if (numbers.length < threshold)
      throw stop(`too-few-${role}s`, `${numbers.length} ${role}s; ${threshold} are needed`);
  }

  #readConsents(view: RevealView): void {
    const { primitives } = this.#given;
    const from = new Set<number>();
    for (const consent of view.consents) {
      if (!this.#alive.includes(consent.member))
        throw stop('unknown-consent', `member ${consent.member} is no survivor but consents`);
      if (from.has(consent.member))
        throw stop('repeated-consent', `member ${consent.member} consents twice`);
      from.add(consent.member);
      const body = { survivors: this.#survivors, member: consent.member };
      const { identity } = this.#peers.get(consent.member)!;
      const holds =
        consent.member === this.#given.member
          ? consent.signature === this.#consent
          : signatureHolds(primitives, identity, 'consent', body, consent.signature);
      if (!holds)
        throw stop('split-view', `member ${consent.member} signed another set of survivors`);
    }
    const threshold = thresholdOf(this.#peers.size);
    if (from.size < threshold)
      throw stop('too-few-consents', `${from.size} members consented; ${threshold} are needed`);
  }

  #readAsk(view: RevealView): void {
    const seeds = new Set(view.seedsOf);
    const both = view.secretsOf.find((number) => seeds.has(number));
    if (both !== undefined)
      throw stop(
        'both-shares',
        `both shares of member ${both} are asked, which would open its update`,
      );
    const buried = view.secretsOf.find((number) => this.#alive.includes(number));
    if (buried !== undefined)
      throw stop(
        'survivor-declared-dead',
        `the mask secret of member ${buried} is asked though it survived`,
      );
    const raised = view.seedsOf.find((number) => this.#dead.includes(number));
    if (raised !== undefined)
      throw stop(
        'dead-declared-alive',
        `the seed of member ${raised} is asked though it dropped out`,
      );
    if (
      canonicalJson(ascending(view.seedsOf)) !== canonicalJson(this.#alive) ||
      canonicalJson(ascending(view.secretsOf)) !== canonicalJson(this.#dead)
    )
      throw stop('wrong-ask', 'the hub asks for other shares than the signed survivors call for');
  }

  /** Names cohort, sender, receiver and what it is a share of, so that a sealed share opens in its own place only. */
  #sealingKey(peer: Peer, from: number, to: number, commitment: Hex): Uint8Array {
    const about = `${this.#cohort}|${from}|${to}|${commitment}`;
    return this.#given.primitives.derive(peer.shared, `hanse/1/seal|${about}`);
  }

  #sign(purpose: string, body: unknown): Hex {
    return signValue(this.#given.primitives, this.#given.identity, purpose, body);
  }
}

function stop(code: string, why: string): Fault {
  return new Fault(`rounds/${code}`, `${why}; this member takes no further part in this attempt`);
}
