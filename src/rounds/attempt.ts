/** One attempt at a round as the hub sees it: who joined, the cohorts drawn, and the step each is at. State only, no I/O. */
import { Fault, type Hex } from '#kit';
import type { DirectPrimitives, Enrolment } from '#members/keys';
import {
  ascending,
  type ConsentMessage,
  drawCohorts,
  type InputMessage,
  type KeysMessage,
  planId,
  type RevealMessage,
  type RoundMessage,
  type SharesMessage,
  type SignedPlan,
  SMALLEST_COHORT,
  type ViewName,
  WEIGHT_LIMBS,
} from '#rounds/member';
import { Aggregation, checkKeys } from './aggregation.ts';
import type { AttemptLine } from './archive.ts';

/** The state of an attempt. */
export class Attempt {
  readonly id: Hex;
  readonly signed: SignedPlan;
  readonly invited: ReadonlyMap<number, Enrolment>;
  readonly #primitives: DirectPrimitives;
  readonly #keys = new Map<number, KeysMessage>();
  readonly #accepted = new Map<string, Hex>();
  readonly #cohortOf = new Map<number, Aggregation>();
  #cohorts: Aggregation[] | undefined;
  #reason: Fault | undefined;

  constructor(primitives: DirectPrimitives, signed: SignedPlan, invited: readonly Enrolment[]) {
    this.#primitives = primitives;
    this.id = planId(primitives, signed.plan);
    this.signed = signed;
    this.invited = new Map(invited.map((enrolment) => [enrolment.member, enrolment]));
  }

  /** The cohorts, once they are drawn. */
  get cohorts(): readonly Aggregation[] | undefined {
    return this.#cohorts;
  }

  /** Why the attempt ended without cohorts. */
  get reason(): Fault | undefined {
    return this.#reason;
  }

  get finished(): boolean {
    if (this.#reason) return true;
    return this.#cohorts?.every((cohort) => isFinal(cohort)) ?? false;
  }

  get largestCohort(): number {
    const { cohort = 0 } = this.signed.plan.encoding;
    return Math.max(cohort, ...this.#cohorts!.map(({ members }) => members.length));
  }

  /** Invited members who have not joined. */
  absent(): number[] {
    return [...this.invited.keys()].filter((member) => !this.#keys.has(member));
  }

  /** Whether this very message was accepted before: then it is answered again and nothing else happens. */
  has({ step, message }: RoundMessage): boolean {
    return this.#accepted.get(`${step}/${message.member}`) === message.signature;
  }

  /** @throws Fault naming why a message is refused; changes nothing. */
  check(incoming: RoundMessage): void {
    try {
      this.#check(incoming);
    } catch (error) {
      if (error instanceof Fault) throw error;
      // Fields of a wrong type; each check reads them as if they were right.
      const why = `"${incoming.step}" of member ${incoming.message.member} has a wrong form`;
      throw new Fault('rounds/malformed', why, { cause: error });
    }
  }

  #check(incoming: RoundMessage): void {
    const { step, message, packed } = incoming;
    if (this.#reason) throw this.#reason;
    const enrolment = this.invited.get(message.member);
    if (!enrolment)
      throw refuse('not-invited', `member ${message.member} was not invited to this round`);
    if (step === 'keys') {
      if (this.#keys.has(message.member))
        throw refuse('repeated', `member ${message.member} has joined with other keys`);
      if (this.#cohorts) throw refuse('late', 'the cohorts are drawn');
      return checkKeys(this.#primitives, this.id, enrolment, message as KeysMessage);
    }
    const cohort = this.cohortOf(message.member);
    switch (step) {
      case 'shares':
        return cohort.checkShares(message as SharesMessage);
      case 'input':
        return cohort.checkInput(message as InputMessage, packed ?? new Uint8Array());
      case 'consent':
        return cohort.checkConsent(message as ConsentMessage);
      case 'reveal':
        return cohort.checkReveal(message as RevealMessage);
    }
  }

  /** Takes a line of the history: a message that was checked, or the end of a step. */
  apply(line: AttemptLine, packed?: Uint8Array): void {
    if ('closed' in line) {
      if (line.closed === 'keys') this.#draw();
      else this.#cohorts![line.closed]!.close();
      return;
    }
    const message = line.message as RoundMessage['message'];
    this.#accepted.set(`${line.step}/${message.member}`, message.signature);
    switch (line.step) {
      case 'keys':
        this.#keys.set(message.member, message as KeysMessage);
        return;
      case 'shares':
        return this.cohortOf(message.member).acceptShares(message as SharesMessage);
      case 'input':
        return this.cohortOf(message.member).acceptInput(line.message as InputMessage, packed!);
      case 'consent':
        return this.cohortOf(message.member).acceptConsent(message as ConsentMessage);
      case 'reveal':
        return this.cohortOf(message.member).acceptReveal(message as RevealMessage);
    }
  }

  /** The cohort a member was drawn into. */
  cohortOf(member: number): Aggregation {
    const cohort = this.#cohortOf.get(member);
    if (cohort) return cohort;
    throw this.#cohorts
      ? refuse(
          'late',
          `member ${member} joined after the cohorts were drawn; the next round takes it in`,
        )
      : refuse('not-yet', 'the cohorts are not drawn');
  }

  /**
   * What a member waits for, or undefined while it is not there yet.
   *
   * @throws Fault where it will never come: the attempt or the cohort is void, or the member is not in it.
   */
  view(name: ViewName, member: number): unknown {
    if (this.#reason) throw this.#reason;
    if (!this.invited.has(member))
      throw refuse('not-invited', `member ${member} was not invited to this round`);
    if (!this.#cohorts) return undefined;
    const cohort = this.cohortOf(member);
    if (name === 'cohort') return cohort.view;
    if (cohort.state === 'void') throw cohort.reason!;
    const reached = STATE_ORDER.indexOf(cohort.state);
    if (name === 'senders') return reached >= 1 ? cohort.sendersView(member) : undefined;
    if (reached >= 2 && !cohort.survivors.includes(member))
      throw refuse(
        'late',
        `the vector of member ${member} did not come in time; the next round takes it in`,
      );
    if (name === 'survivors') return reached >= 2 ? cohort.survivorsView() : undefined;
    return reached >= 3 ? cohort.revealView() : undefined;
  }

  #draw(): void {
    const joined = ascending([...this.#keys.keys()]);
    if (joined.length < SMALLEST_COHORT) {
      this.#reason = new Fault(
        'rounds/too-few',
        `${joined.length} members joined; a sum needs ${SMALLEST_COHORT}; this attempt is void`,
      );
      return;
    }
    const { plan } = this.signed;
    this.#cohorts = drawCohorts(joined, plan.draw).map((members, cohort) => {
      const peers = members.map((member) => ({
        enrolment: this.invited.get(member)!,
        keys: this.#keys.get(member)!,
      }));
      const aggregation = new Aggregation({
        primitives: this.#primitives,
        plan: this.id,
        coordinates: plan.parameters + WEIGHT_LIMBS,
        view: { joined, cohort, peers },
      });
      for (const member of members) this.#cohortOf.set(member, aggregation);
      return aggregation;
    });
  }
}

const STATE_ORDER = ['shares', 'input', 'consent', 'reveal', 'summed'];

/** Whether nothing more will happen in a cohort. */
export function isFinal(cohort: Aggregation): boolean {
  return cohort.state === 'summed' || cohort.state === 'void';
}

function refuse(code: string, why: string): Fault {
  return new Fault(`rounds/${code}`, why);
}
