/** The hub's side of one cohort's secure sum: pure state, no I/O. What it refuses it names; what it accepts it keeps. */
import { Fault, type Hex, toHex } from '#kit';
import { type DirectPrimitives, type Enrolment, isHex, signatureHolds } from '#members/keys';
import {
  ascending,
  type CohortView,
  type ConsentMessage,
  emptyRing,
  type InputMessage,
  type KeysMessage,
  openSum,
  packedLength,
  type RevealMessage,
  type RevealView,
  type SendersView,
  type SharesMessage,
  type SurvivorsView,
  thresholdOf,
  transcript,
} from '#rounds/member';
import { unmask } from './unmask.ts';

/** What a cohort is about. */
export interface AggregationOptions {
  readonly primitives: DirectPrimitives;
  readonly plan: Hex;
  /** Coordinates of the vector, weight limbs included. */
  readonly coordinates: number;
  readonly view: CohortView;
}

/** What the cohort waits for; `summed` and `void` are final. */
export type CohortState = 'shares' | 'input' | 'consent' | 'reveal' | 'summed' | 'void';

/** How many vectors are kept before they are added. */
const TOGETHER = 8;

/** One cohort in one attempt. */
export class Aggregation {
  readonly view: CohortView;
  readonly members: readonly number[];
  readonly threshold: number;
  readonly #given: AggregationOptions;
  readonly #identities = new Map<number, Hex>();
  readonly #shares = new Map<number, SharesMessage>();
  readonly #inputs = new Map<number, InputMessage>();
  readonly #consents = new Map<number, ConsentMessage>();
  readonly #reveals = new Map<number, RevealMessage>();
  readonly #cohort: Hex;
  #state: CohortState = 'shares';
  #reason: Fault | undefined;
  /** The vectors so far, but for the last few that arrived. */
  #masked: Int32Array | undefined;
  #arrived: Uint8Array[] = [];
  #senders: number[] = [];
  #survivors: number[] = [];
  #sendersHash: Hex = '0x';
  #survivorsHash: Hex = '0x';
  #sum: Int32Array | undefined;
  /** Set once a wrong share was met: then every reveal is waited for. */
  #doubt = false;

  constructor(options: AggregationOptions) {
    this.#given = options;
    this.view = options.view;
    this.members = options.view.peers.map(({ keys }) => keys.member);
    this.threshold = thresholdOf(this.members.length);
    for (const { enrolment } of options.view.peers)
      this.#identities.set(enrolment.member, enrolment.identity);
    this.#cohort = transcript.cohort(options.primitives, options.plan, options.view);
  }

  get state(): CohortState {
    return this.#state;
  }

  /** Why the cohort gave no sum. */
  get reason(): Fault | undefined {
    return this.#reason;
  }

  /** Members whose vectors are in the sum. */
  get survivors(): readonly number[] {
    return this.#survivors;
  }

  /** The transcript hash the survivors signed. */
  get signed(): Hex {
    return this.#survivorsHash;
  }

  /** The unmasked sum, signed coordinates. */
  get sum(): Int32Array {
    if (!this.#sum) throw new Fault('rounds/no-sum', `the cohort is in state ${this.#state}`);
    return this.#sum;
  }

  /** What each survivor told about its own loss, in millionths. */
  get losses(): ReadonlyMap<number, number> {
    const told = [...this.#inputs.values()].filter(({ member }) =>
      this.#survivors.includes(member),
    );
    return new Map(
      told.flatMap(({ member, lossMicro }) => (lossMicro === null ? [] : [[member, lossMicro]])),
    );
  }

  /** Who may still answer the current step. */
  awaited(): number[] {
    switch (this.#state) {
      case 'shares':
        return this.members.filter((member) => !this.#shares.has(member));
      case 'input':
        return this.#senders.filter((member) => !this.#inputs.has(member));
      case 'consent':
        return this.#survivors.filter((member) => !this.#consents.has(member));
      case 'reveal':
        return this.#survivors.filter((member) => !this.#reveals.has(member));
      default:
        return [];
    }
  }

  /** Whether the current step needs nobody else. */
  complete(): boolean {
    if (this.#state === 'consent') return this.#consents.size >= this.threshold;
    if (this.#state === 'reveal' && !this.#doubt) return this.#reveals.size >= this.threshold;
    return this.awaited().length === 0;
  }

  /** @throws Fault naming what is wrong with message 2. */
  checkShares(message: SharesMessage): void {
    const { member, commitment, sealed } = message;
    this.#checkTurn('shares', member, this.members, this.#shares);
    const receivers = this.members.filter((other) => other !== member);
    if (Object.keys(sealed).length !== receivers.length || receivers.some((it) => !(it in sealed)))
      throw refuse('malformed', `member ${member} sealed shares for others than its cohort`);
    if (!isHex(commitment, 32) || Object.values(sealed).some((share) => !isHex(share, 80)))
      throw refuse('malformed', `member ${member} sent shares of a wrong size`);
    this.#checkSignature(
      member,
      'shares',
      { cohort: this.#cohort, member, commitment, sealed },
      message.signature,
    );
  }

  acceptShares(message: SharesMessage): void {
    this.checkShares(message);
    this.#shares.set(message.member, message);
  }

  /** @throws Fault naming what is wrong with message 3; `packed` is the vector that came with it. */
  checkInput(message: InputMessage, packed: Uint8Array): void {
    const { member, hash, lossMicro } = message;
    this.#checkTurn('input', member, this.#senders, this.#inputs);
    if (packed.length !== packedLength(this.#given.coordinates)) {
      throw refuse(
        'bad-length',
        `member ${member} sent ${packed.length} bytes; ${packedLength(this.#given.coordinates)} are needed`,
      );
    }
    if (lossMicro !== null && !Number.isSafeInteger(lossMicro))
      throw refuse('not-finite', `member ${member} tells a loss that is no number of millionths`);
    if (toHex(this.#given.primitives.digest(packed)) !== hash)
      throw refuse('malformed', `the vector of member ${member} does not have the hash it signed`);
    this.#checkSignature(
      member,
      'input',
      { senders: this.#sendersHash, member, hash, lossMicro },
      message.signature,
    );
  }

  acceptInput(message: InputMessage, packed: Uint8Array): void {
    this.checkInput(message, packed);
    this.#arrived.push(packed);
    if (this.#arrived.length >= TOGETHER) this.#addArrived();
    this.#inputs.set(message.member, message);
  }

  /** Vectors are added several at a time: to begin a sum and to end it costs as much as two of them. */
  #addArrived(): Int32Array {
    const sum = openSum(this.#masked ?? emptyRing(this.#given.coordinates));
    for (const packed of this.#arrived) sum.add([packed]);
    this.#arrived = [];
    this.#masked = sum.close();
    return this.#masked;
  }

  /** @throws Fault naming what is wrong with message 4. */
  checkConsent(message: ConsentMessage): void {
    const { member, signature } = message;
    // A consent that comes after enough others still lets its member reveal, should one of them drop out.
    const turn = this.#state === 'reveal' ? 'reveal' : 'consent';
    this.#checkTurn(turn, member, this.#survivors, this.#consents);
    this.#checkSignature(member, 'consent', { survivors: this.#survivorsHash, member }, signature);
  }

  acceptConsent(message: ConsentMessage): void {
    this.checkConsent(message);
    this.#consents.set(message.member, message);
  }

  /** @throws Fault naming what is wrong with message 5. */
  checkReveal(message: RevealMessage): void {
    const { member, seedShares, secretShares, signature } = message;
    this.#checkTurn('reveal', member, this.#survivors, this.#reveals);
    const { seedsOf, secretsOf } = this.revealView();
    if (!sharesFor(seedShares, seedsOf) || !sharesFor(secretShares, secretsOf))
      throw refuse('malformed', `member ${member} reveals other shares than those asked`);
    const body = { survivors: this.#survivorsHash, member, seedShares, secretShares };
    this.#checkSignature(member, 'reveal', body, signature);
  }

  acceptReveal(message: RevealMessage): void {
    this.checkReveal(message);
    this.#reveals.set(message.member, message);
  }

  /** Ends the current step with those who answered; too few of them void the cohort. */
  close(): void {
    switch (this.#state) {
      case 'shares':
        this.#senders = ascending([...this.#shares.keys()]);
        this.#sendersHash = transcript.senders(
          this.#given.primitives,
          this.#cohort,
          this.#sendersView(-1),
        );
        return this.#next('input', this.#senders.length);
      case 'input':
        this.#survivors = ascending([...this.#inputs.keys()]);
        this.#survivorsHash = transcript.survivors(
          this.#given.primitives,
          this.#sendersHash,
          this.survivorsView(),
        );
        return this.#next('consent', this.#survivors.length);
      case 'consent':
        return this.#next('reveal', this.#consents.size);
      case 'reveal':
        return this.#finish();
      default:
        return undefined;
    }
  }

  /** What is shown to a member after message 2. */
  sendersView(to: number): SendersView {
    this.#checkPast('shares');
    return this.#sendersView(to);
  }

  /** What is shown after message 3. */
  survivorsView(): SurvivorsView {
    return {
      survivors: this.#survivors.map((member) => ({
        member,
        hash: this.#inputs.get(member)!.hash,
      })),
    };
  }

  /** What is shown after message 4. */
  revealView(): RevealView {
    return {
      consents: [...this.#consents.values()].sort((a, b) => a.member - b.member),
      seedsOf: this.#survivors,
      secretsOf: this.#senders.filter((member) => !this.#survivors.includes(member)),
    };
  }

  #sendersView(to: number): SendersView {
    return {
      senders: this.#senders.map((member) => {
        const { commitment, sealed } = this.#shares.get(member)!;
        return { member, commitment, sealed: sealed[to] ?? null };
      }),
    };
  }

  #next(state: CohortState, answered: number): void {
    if (answered >= this.threshold) this.#state = state;
    else
      this.#void(
        'too-few',
        `${answered} of ${this.members.length} members answered step "${this.#state}"; ${this.threshold} are needed`,
      );
  }

  #finish(): void {
    if (this.#reveals.size < this.threshold) return this.#next('summed', this.#reveals.size);
    try {
      this.#sum = unmask({
        primitives: this.#given.primitives,
        cohort: this.#cohort,
        view: this.view,
        masked: this.#addArrived(),
        survivors: this.#survivors,
        dropped: this.revealView().secretsOf,
        commitments: new Map([...this.#shares.values()].map((it) => [it.member, it.commitment])),
        reveals: [...this.#reveals.values()],
        threshold: this.threshold,
      });
      this.#state = 'summed';
    } catch (cause) {
      if (!this.#doubt && this.awaited().length > 0) {
        this.#doubt = true;
        return undefined;
      }
      this.#void('bad-shares', 'the revealed shares do not give the masks back', cause);
    }
    return undefined;
  }

  #void(code: string, why: string, cause?: unknown): void {
    this.#state = 'void';
    this.#reason = new Fault(`rounds/${code}`, `${why}; this cohort gives no sum in this attempt`, {
      cause,
    });
  }

  #checkPast(state: CohortState): void {
    if (this.#state === state) throw refuse('not-yet', `step "${state}" is still open`);
  }

  #checkTurn(
    state: CohortState,
    member: number,
    among: readonly number[],
    answered: ReadonlyMap<number, unknown>,
  ): void {
    if (!among.includes(member))
      throw refuse('not-asked', `member ${member} is not among those asked for "${state}"`);
    if (this.#state !== state)
      throw refuse(
        'late',
        `"${state}" is closed for this cohort, which is now at "${this.#state}"`,
      );
    if (answered.has(member))
      throw refuse('repeated', `member ${member} answered "${state}" before`);
  }

  #checkSignature(member: number, purpose: string, body: unknown, signature: Hex): void {
    if (
      signatureHolds(
        this.#given.primitives,
        this.#identities.get(member)!,
        purpose,
        body,
        signature,
      )
    )
      return;
    throw refuse('bad-signature', `member ${member} did not sign this "${purpose}" for this round`);
  }
}

/** @throws Fault where message 1 is not signed by the member for this plan. */
export function checkKeys(
  primitives: DirectPrimitives,
  plan: Hex,
  enrolment: Enrolment,
  message: KeysMessage,
): void {
  const { member, sealKey, maskKey, signature } = message;
  if (!isHex(sealKey, 32) || !isHex(maskKey, 32))
    throw refuse('malformed', `member ${member} sent keys of a wrong form`);
  const body = { plan, member, sealKey, maskKey };
  if (!signatureHolds(primitives, enrolment.identity, 'keys', body, signature))
    throw refuse('bad-signature', `member ${member} did not sign these keys for this round`);
}

function sharesFor(shares: Readonly<Record<string, Hex>>, members: readonly number[]): boolean {
  const names = Object.keys(shares);
  return names.length === members.length && members.every((member) => isHex(shares[member], 32));
}

function refuse(code: string, why: string): Fault {
  return new Fault(`rounds/${code}`, `${why}; the message is refused and the round goes on`);
}
