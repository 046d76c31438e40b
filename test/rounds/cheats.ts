/** What a malicious hub may try within one round, and the code with which an honest member ends it. */
import { Fault, toHex } from '#kit';
import { nodePrimitives } from '#members';
import { enrol, signValue } from '#members/keys';
import {
  type CohortView,
  type ConsentMessage,
  planId,
  type RevealView,
  type RoundDoor,
  type SendersView,
  type SurvivorsView,
  type ViewName,
} from '#rounds/member';
import { GROUP, seedOf, type World } from './world.ts';

/** What a malicious hub shows instead of the truth. */
export type Lies = {
  cohort?: (view: CohortView, world: World) => CohortView;
  senders?: (view: SendersView, world: World) => SendersView;
  survivors?: (view: SurvivorsView, world: World) => SurvivorsView;
  ask?: (view: RevealView, world: World) => RevealView;
};

export interface Cheat {
  readonly cheat: string;
  readonly code: string;
  readonly lies: Lies;
  /** A member that dies before its vector, where the cheat needs a dead one. */
  readonly dead?: number;
}

export const VICTIM = 1;
const fake = '0x'.padEnd(66, 'ab') as `0x${string}`;
/** A list with one of its members changed. */
export const swap = <T>(list: readonly T[], at: number, value: T): T[] =>
  list.map((item, i) => (i === at ? value : item));

/** Keys as a colluding member signs them. */
function collude(
  world: World,
  view: CohortView,
  member: number,
  keys: { sealKey: `0x${string}`; maskKey: `0x${string}` },
): CohortView {
  const plan = latestPlan(world);
  const signature = signValue(nodePrimitives, seedOf(`member ${member}`), 'keys', {
    plan,
    member,
    ...keys,
  });
  const at = view.peers.findIndex((peer) => peer.keys.member === member);
  return {
    ...view,
    peers: swap(view.peers, at, { ...view.peers[at]!, keys: { member, ...keys, signature } }),
  };
}

function latestPlan(world: World): `0x${string}` {
  return planId(nodePrimitives, world.engine.archive.latest('s1', 1)!.plan);
}

export const CHEATS: readonly Cheat[] = [
  {
    cheat: 'a cohort of one, so that the sum is the update',
    code: 'rounds/cohort-too-small',
    lies: { cohort: (view) => ({ ...view, joined: [VICTIM], peers: view.peers.slice(0, 1) }) },
  },
  {
    cheat: 'a cohort of two, where each knows the other from the sum',
    code: 'rounds/cohort-too-small',
    lies: { cohort: (view) => ({ ...view, joined: [1, 2], peers: view.peers.slice(0, 2) }) },
  },
  {
    cheat: 'one member shown twice, to fill up a cohort',
    code: 'rounds/duplicate-member',
    lies: {
      cohort: (view) => ({
        ...view,
        peers: [view.peers[0]!, view.peers[1]!, view.peers[1]!, view.peers[2]!],
      }),
    },
  },
  {
    cheat: 'a cohort without the reader',
    code: 'rounds/not-in-cohort',
    lies: { cohort: (view) => ({ ...view, joined: [2, 3, 4], peers: view.peers.slice(1) }) },
  },
  {
    cheat: 'a cohort other than the seed draws, to surround a member with accomplices',
    code: 'rounds/cohort-not-drawn',
    lies: { cohort: (view) => ({ ...view, peers: view.peers.slice(0, 3) }) },
  },
  {
    cheat: 'swapped keys: the hub’s own in a member’s name',
    code: 'rounds/bad-key-signature',
    lies: {
      cohort: (view) => ({
        ...view,
        peers: swap(view.peers, 1, {
          ...view.peers[1]!,
          keys: {
            ...view.peers[1]!.keys,
            maskKey: toHex(nodePrimitives.exchangeKey(seedOf('evil'))),
          },
        }),
      }),
    },
  },
  {
    cheat: 'keys a member signed for another round',
    code: 'rounds/bad-key-signature',
    lies: {
      cohort: (view) => {
        const keys = { sealKey: toHex(seedOf('a')), maskKey: toHex(seedOf('b')) };
        const signature = signValue(nodePrimitives, seedOf('member 2'), 'keys', {
          plan: fake,
          member: 2,
          ...keys,
        });
        return {
          ...view,
          peers: swap(view.peers, 1, {
            ...view.peers[1]!,
            keys: { member: 2, ...keys, signature },
          }),
        };
      },
    },
  },
  {
    cheat: 'other keys in the reader’s own name, so that it masks for somebody else',
    code: 'rounds/own-keys-changed',
    lies: {
      cohort: (view) => {
        const { keys } = view.peers[0]!;
        const maskKey = toHex(nodePrimitives.exchangeKey(seedOf('evil')));
        return {
          ...view,
          peers: swap(view.peers, 0, { ...view.peers[0]!, keys: { ...keys, maskKey } }),
        };
      },
    },
  },
  {
    cheat: 'an accomplice that uses another member’s mask key',
    code: 'rounds/repeated-key',
    lies: {
      cohort: (view, world) =>
        collude(world, view, 3, {
          sealKey: view.peers[2]!.keys.sealKey,
          maskKey: view.peers[1]!.keys.maskKey,
        }),
    },
  },
  {
    cheat: 'one accomplice in two seats of a cohort, to be nearer to alone with the reader',
    code: 'rounds/repeated-key',
    lies: {
      cohort: (view, world) => {
        const about = { group: GROUP, member: 3, name: 'Member 3' };
        const identity = seedOf('member 2');
        const { sealKey, maskKey } = view.peers[2]!.keys;
        const body = { plan: latestPlan(world), member: 3, sealKey, maskKey };
        const signature = signValue(nodePrimitives, identity, 'keys', body);
        const enrolment = enrol(nodePrimitives, about, { identity, wallet: null });
        const keys = { member: 3, sealKey, maskKey, signature };
        return { ...view, peers: swap(view.peers, 2, { enrolment, keys }) };
      },
    },
  },
  {
    cheat: 'an invented member whose enrolment nobody signed',
    code: 'members/bad-signature',
    lies: {
      cohort: (view) => ({
        ...view,
        peers: swap(view.peers, 2, {
          ...view.peers[2]!,
          enrolment: { ...view.peers[2]!.enrolment, identity: fake },
        }),
      }),
    },
  },
  {
    cheat: 'a member of another group',
    code: 'rounds/other-group',
    lies: {
      cohort: (view) => {
        const keys = { identity: seedOf('member 3'), wallet: null };
        const enrolment = enrol(
          nodePrimitives,
          { group: 'elsewhere', member: 3, name: 'Member 3' },
          keys,
        );
        return { ...view, peers: swap(view.peers, 2, { ...view.peers[2]!, enrolment }) };
      },
    },
  },
  {
    cheat: 'a member under another’s enrolment',
    code: 'rounds/wrong-enrolment',
    lies: {
      cohort: (view) => ({
        ...view,
        peers: swap(view.peers, 2, { ...view.peers[2]!, enrolment: view.peers[1]!.enrolment }),
      }),
    },
  },
  {
    cheat: 'a tampered share',
    code: 'rounds/tampered-share',
    lies: {
      senders: (view) => {
        const sealed = view.senders[1]!.sealed!;
        const flipped = (sealed.slice(0, -1) + (sealed.endsWith('0') ? '1' : '0')) as `0x${string}`;
        return { senders: swap(view.senders, 1, { ...view.senders[1]!, sealed: flipped }) };
      },
    },
  },
  {
    cheat: 'a share of one member passed off as another’s',
    code: 'rounds/tampered-share',
    lies: {
      senders: (view) => ({
        senders: swap(view.senders, 1, { ...view.senders[1]!, sealed: view.senders[2]!.sealed }),
      }),
    },
  },
  {
    cheat: 'a share withheld',
    code: 'rounds/tampered-share',
    lies: {
      senders: (view) => ({
        senders: swap(view.senders, 1, { ...view.senders[1]!, sealed: null }),
      }),
    },
  },
  {
    cheat: 'a commitment replaced, to pass a wrong seed later',
    code: 'rounds/tampered-share',
    lies: {
      senders: (view) => ({
        senders: swap(view.senders, 1, { ...view.senders[1]!, commitment: fake }),
      }),
    },
  },
  {
    cheat: 'a sender from outside the cohort',
    code: 'rounds/unknown-sender',
    lies: {
      senders: (view) => ({
        senders: [...view.senders, { member: 9, commitment: fake, sealed: fake }],
      }),
    },
  },
  {
    cheat: 'fewer senders than the threshold',
    code: 'rounds/too-few-senders',
    lies: { senders: (view) => ({ senders: view.senders.slice(0, 2) }) },
  },
  {
    cheat: 'the reader left out of the senders',
    code: 'rounds/left-out-sender',
    lies: { senders: (view) => ({ senders: view.senders.slice(1) }) },
  },
  {
    cheat: 'fewer survivors than the threshold, to single out two',
    code: 'rounds/too-few-survivors',
    lies: { survivors: (view) => ({ survivors: view.survivors.slice(0, 2) }) },
  },
  {
    cheat: 'a survivor that never sent shares',
    code: 'rounds/unknown-survivor',
    lies: { survivors: (view) => ({ survivors: [...view.survivors, { member: 9, hash: fake }] }) },
  },
  {
    cheat: 'the reader declared dead while its vector is kept',
    code: 'rounds/left-out-survivor',
    lies: { survivors: (view) => ({ survivors: view.survivors.slice(1) }) },
  },
  {
    cheat: 'another vector in the reader’s place',
    code: 'rounds/input-replaced',
    lies: {
      survivors: (view) => ({
        survivors: swap(view.survivors, 0, { ...view.survivors[0]!, hash: fake }),
      }),
    },
  },
  {
    cheat: 'a survivor listed twice',
    code: 'rounds/unordered',
    lies: { survivors: (view) => ({ survivors: [...view.survivors, view.survivors[3]!] }) },
  },
  {
    cheat: 'split views: one member is shown one survivor fewer than the others',
    code: 'rounds/split-view',
    lies: {
      survivors: (view) => ({ survivors: view.survivors.slice(0, 3) }),
      ask: (view) => ({
        ...view,
        consents: view.consents.filter(({ member }) => member !== 4),
        seedsOf: [1, 2, 3],
        secretsOf: [4],
      }),
    },
  },
  {
    cheat: 'fewer consents than the threshold',
    code: 'rounds/too-few-consents',
    lies: { ask: (view) => ({ ...view, consents: view.consents.slice(0, 2) }) },
  },
  {
    cheat: 'one consent counted twice',
    code: 'rounds/repeated-consent',
    lies: {
      ask: (view) => ({ ...view, consents: [...view.consents.slice(0, 2), view.consents[1]!] }),
    },
  },
  {
    cheat: 'a consent nobody signed',
    code: 'rounds/split-view',
    lies: {
      ask: (view) => ({
        ...view,
        consents: swap<ConsentMessage>(view.consents, 2, {
          ...view.consents[2]!,
          signature: `0x${'00'.repeat(64)}`,
        }),
      }),
    },
  },
  {
    cheat: 'the consent of one who did not survive',
    code: 'rounds/unknown-consent',
    dead: 4,
    lies: {
      ask: (view) => ({
        ...view,
        consents: [...view.consents, { ...view.consents[0]!, member: 4 }],
      }),
    },
  },
  {
    cheat: 'both shares of one member, which would open its update',
    code: 'rounds/both-shares',
    lies: { ask: (view) => ({ ...view, secretsOf: [3] }) },
  },
  {
    cheat: 'a survivor declared dead after all signed that it lives',
    code: 'rounds/survivor-declared-dead',
    lies: {
      ask: (view) => ({
        ...view,
        seedsOf: view.seedsOf.filter((member) => member !== 3),
        secretsOf: [3],
      }),
    },
  },
  {
    cheat: 'the own-mask seed of one who dropped out, whose late vector the hub holds',
    code: 'rounds/dead-declared-alive',
    dead: 4,
    lies: { ask: (view) => ({ ...view, seedsOf: [...view.seedsOf, 4], secretsOf: [] }) },
  },
  {
    cheat: 'fewer shares asked than the survivors call for',
    code: 'rounds/wrong-ask',
    lies: { ask: (view) => ({ ...view, seedsOf: view.seedsOf.slice(1) }) },
  },
];

/** How a member ended, in a word. */
export const codeOf = (outcome: unknown): string =>
  outcome instanceof Fault ? outcome.code : String(outcome);

/** A door that shows lies. */
export function lying(lies: Lies, world: World): (door: RoundDoor) => RoundDoor {
  return (door) => ({
    submit: (plan, incoming) => door.submit(plan, incoming),
    model: (hash) => door.model(hash),
    view: async (plan, name: ViewName) => {
      const truth = await door.view(plan, name);
      const lie = lies[name] as ((view: unknown, world: World) => unknown) | undefined;
      return lie ? lie(truth, world) : truth;
    },
  });
}
