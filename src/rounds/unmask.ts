/** From masked vectors to their sum: survivors' own masks and the pair masks of those who dropped out are taken off. */
import { Fault, fromHex, type Hex, toHex } from '#kit';
import type { DirectPrimitives } from '#members/keys';
import {
  type CohortView,
  commitSeed,
  joinShares,
  lagrangeWeights,
  openSum,
  ownMaskKey,
  packedLength,
  pairMaskKey,
  type RevealMessage,
  type RingSum,
} from '#rounds/member';

/** All that the hub holds once enough members revealed. */
export interface Unmasking {
  readonly primitives: DirectPrimitives;
  readonly cohort: Hex;
  readonly view: CohortView;
  /** Sum of the masked vectors; is left as it is. */
  readonly masked: Int32Array;
  readonly survivors: readonly number[];
  /** Sent shares, but no vector. */
  readonly dropped: readonly number[];
  /** What each member committed its own-mask seed to. */
  readonly commitments: ReadonlyMap<number, Hex>;
  readonly reveals: readonly RevealMessage[];
  readonly threshold: number;
}

/**
 * @returns the plain sum, signed coordinates
 * @throws Fault `rounds/bad-shares` where no choice of reveals gives back what was committed.
 */
export function unmask(given: Unmasking): Int32Array {
  const sum = openSum(given.masked);
  let coordinates: Int32Array | undefined;
  try {
    takeOff(given, sum);
  } finally {
    coordinates = sum.close();
  }
  return coordinates;
}

function takeOff(given: Unmasking, sum: RingSum): void {
  const { primitives, cohort, survivors, dropped } = given;
  const length = packedLength(given.masked.length);
  const keyOf = new Map(given.view.peers.map(({ keys }) => [keys.member, keys]));
  const found: Choice[] = [];
  const maskKeyOf = new Map(survivors.map((it) => [it, fromHex(keyOf.get(it)!.maskKey)]));
  for (const member of survivors) {
    const seed = recover(given, found, { kind: 'seedShares', member }, (secret) => {
      const commitment = commitSeed(primitives, cohort, member, toHex(secret));
      return commitment === given.commitments.get(member);
    });
    sum.subtract(primitives.keystream(ownMaskKey(primitives, cohort, seed), length));
  }
  for (const member of dropped) {
    const { maskKey } = keyOf.get(member)!;
    const secret = recover(given, found, { kind: 'secretShares', member }, (candidate) => {
      return toHex(primitives.exchangeKey(candidate)) === maskKey;
    });
    for (const other of survivors) {
      const pair = { secret, publicKey: maskKeyOf.get(other)!, a: member, b: other };
      const stream = primitives.keystream(pairMaskKey(primitives, cohort, pair), length);
      // The survivor added it where its number is the lower one.
      if (other < member) sum.subtract(stream);
      else sum.add(stream);
    }
  }
}

interface Choice {
  readonly reveals: readonly RevealMessage[];
  /** Lagrange weights: the same for every secret, because all were shared at the same places. */
  readonly weights: readonly number[];
}

function recover(
  given: Unmasking,
  found: Choice[],
  about: { kind: 'seedShares' | 'secretShares'; member: number },
  fits: (secret: Uint8Array) => boolean,
): Uint8Array {
  const { kind, member } = about;
  for (const { reveals, weights } of choices(given, found)) {
    const shares = reveals.map((reveal) => fromHex(reveal[kind][member]!));
    const secret = joinShares(shares, weights);
    if (fits(secret)) return secret;
  }
  throw new Fault(
    'rounds/bad-shares',
    `no ${given.threshold} of ${given.reveals.length} reveals give back the secret of member ${member}`,
  );
}

/** Enough reveals, in several ways where there are more than enough, so that one wrong share does no harm. */
function* choices(given: Unmasking, found: Choice[]): Generator<Choice> {
  const { threshold, view } = given;
  const ordered = [...given.reveals].sort((a, b) => a.member - b.member);
  const ways = ordered.length === threshold ? 1 : ordered.length;
  for (let first = 0; first < ways; first++) {
    found[first] ??= choiceOf(
      view,
      Array.from({ length: threshold }, (_, i) => ordered[(first + i) % ordered.length]!),
    );
    yield found[first]!;
  }
}

function choiceOf(view: CohortView, reveals: readonly RevealMessage[]): Choice {
  return { reveals, weights: lagrangeWeights(reveals.map(({ member }) => placeOf(view, member))) };
}

function placeOf(view: CohortView, member: number): number {
  return 1 + view.peers.findIndex(({ keys }) => keys.member === member);
}
