/** The five messages of a secure sum, what the hub shows in between, and the transcript every signature carries. */
import type { Hex } from '#kit';
import { digestOf, type Enrolment, type Primitives } from '#members/keys';

/** The steps in order; each is one message of every member. */
export const STEPS = ['keys', 'shares', 'input', 'consent', 'reveal'] as const;
export type Step = (typeof STEPS)[number];

/** 1: fresh X25519 keys, signed by the identity. */
export interface KeysMessage {
  readonly member: number;
  /** For sealing shares. */
  readonly sealKey: Hex;
  /** For pairwise masks. */
  readonly maskKey: Hex;
  /** Over the plan's id and both keys. */
  readonly signature: Hex;
}

/** 2: shares of the own-mask seed and of the mask secret, sealed for each peer. */
export interface SharesMessage {
  readonly member: number;
  /** Names the own-mask seed without saying it, so that the hub notices a wrong share. */
  readonly commitment: Hex;
  /** By receiver. */
  readonly sealed: Readonly<Record<string, Hex>>;
  readonly signature: Hex;
}

/** 3: the masked vector; its bytes travel beside this. */
export interface InputMessage {
  readonly member: number;
  /** SHA-256 of the packed vector. */
  readonly hash: Hex;
  /** The member's own training loss in millionths, where it wants to tell it. */
  readonly lossMicro: number | null;
  readonly signature: Hex;
}

/** 4: the signature under the set of survivors. */
export interface ConsentMessage {
  readonly member: number;
  readonly signature: Hex;
}

/** 5: for each survivor a share of its own-mask seed, for each other sender a share of its mask secret; never both. */
export interface RevealMessage {
  readonly member: number;
  readonly seedShares: Readonly<Record<string, Hex>>;
  readonly secretShares: Readonly<Record<string, Hex>>;
  readonly signature: Hex;
}

/** After 1: everyone who joined, and the keys of the own cohort. */
export interface CohortView {
  readonly joined: readonly number[];
  readonly cohort: number;
  readonly peers: readonly { readonly enrolment: Enrolment; readonly keys: KeysMessage }[];
}

/** After 2: who sent shares, and the ones sealed for the reader. */
export interface SendersView {
  readonly senders: readonly {
    readonly member: number;
    readonly commitment: Hex;
    /** Absent for the reader itself. */
    readonly sealed: Hex | null;
  }[];
}

/** After 3: whose vectors arrived, each with its hash. */
export interface SurvivorsView {
  readonly survivors: readonly { readonly member: number; readonly hash: Hex }[];
}

/** After 4: the signatures, and what to reveal. */
export interface RevealView {
  readonly consents: readonly ConsentMessage[];
  readonly seedsOf: readonly number[];
  readonly secretsOf: readonly number[];
}

/** What a cohort's members sign over; each line contains the one before. */
export const transcript = {
  cohort(primitives: Primitives, plan: Hex, view: CohortView): Hex {
    const peers = view.peers.map(({ enrolment, keys }) => [
      keys.member,
      enrolment.identity,
      keys.sealKey,
      keys.maskKey,
    ]);
    return digestOf(primitives, 'cohort', {
      plan,
      joined: view.joined,
      cohort: view.cohort,
      peers,
    });
  },
  senders(primitives: Primitives, cohort: Hex, view: SendersView): Hex {
    const senders = view.senders.map(({ member, commitment }) => [member, commitment]);
    return digestOf(primitives, 'senders', { cohort, senders });
  },
  survivors(primitives: Primitives, senders: Hex, view: SurvivorsView): Hex {
    const survivors = view.survivors.map(({ member, hash }) => [member, hash]);
    return digestOf(primitives, 'survivors', { senders, survivors });
  },
};

/** The commitment to an own-mask seed. */
export function commitSeed(primitives: Primitives, cohort: Hex, member: number, seed: Hex): Hex {
  return digestOf(primitives, 'seed', { cohort, member, seed });
}

/** The key-stream key of an own mask. */
export function ownMaskKey(primitives: Primitives, cohort: Hex, seed: Uint8Array): Uint8Array {
  return primitives.derive(seed, `hanse/1/own-mask|${cohort}`);
}

/** The key-stream key two members share; the lower number adds it, the higher subtracts it. */
export function pairMaskKey(
  primitives: Primitives,
  cohort: Hex,
  pair: { secret: Uint8Array; publicKey: Uint8Array; a: number; b: number },
): Uint8Array {
  const shared = primitives.exchange(pair.secret, pair.publicKey);
  const [low, high] = pair.a < pair.b ? [pair.a, pair.b] : [pair.b, pair.a];
  return primitives.derive(shared, `hanse/1/pair-mask|${cohort}|${low}|${high}`);
}
