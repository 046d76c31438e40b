/**
 * Runs federated rounds on the hub: opens, collects, closes steps when everyone who can be waited for has answered, sums, moves
 * the model. Every line is on disk before it has an effect, so a killed hub goes on where it stood.
 */
import { canonicalJson, type Cid, Fault, type Hex, systemClock, toHex } from '#kit';
import type { Awaitable } from '#members/keys';
import type { Roster } from '#members';
import {
  type Plain,
  planId,
  type RoundMessage,
  type SignedPlan,
  signPlan,
  type ViewName,
} from '#rounds/member';
import { Archive, type AttemptLine } from './archive.ts';
import { Attempt, isFinal } from './attempt.ts';
import { giveUpLanes, type LaneFloor, runLanes } from './lanes.ts';
import { halted } from './desk.ts';
import { finishRound, type RoundResult, resultOf } from './finish.ts';
import { Presence } from './presence.ts';
import { writeWeights } from './record.ts';
import type { Deadlines, EngineOptions, RoundRequest } from './request.ts';
import { Waiters } from './waiters.ts';

/** How often deadlines and presence are looked at, in milliseconds. */
const TICK = 100;
/** Cohorts that are not slower than this apart wait for one another. */
const GRACE = 5000;

/** The hub's rounds. */
export class RoundEngine {
  readonly archive: Archive;
  readonly presence: Presence;
  readonly #given: EngineOptions;
  readonly #deadlines: Deadlines;
  readonly #changes = new Waiters();
  readonly #live = new Map<Hex, Attempt>();
  readonly #deadlineOf = new Map<string, number>();
  readonly #models = new Map<Hex, Uint8Array>();
  /** Lines are applied one after the other per attempt: storing a vector takes a moment. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: EngineOptions) {
    this.#given = options;
    this.#deadlines = { join: 600_000, step: 30_000, ...options.deadlines };
    // A minute until a member asks again, and as long again and more for one that is started with the hub on a busy machine.
    const patience = { broken: 3_000, unseen: 180_000, ...options.patience };
    this.presence = new Presence(options.clock ?? systemClock, patience);
    this.archive = new Archive(options.db);
  }

  /**
   * Runs a round to its end. Called again with the same request, also after a restart, it goes on or gives the kept result.
   *
   * @throws Fault `rounds/halted`; `rounds/too-few` where no attempt gave a sum, `rounds/other-plan` where the round is kept with
   * another plan.
   */
  async runRound(request: RoundRequest): Promise<RoundResult> {
    const { season, round } = request;
    const kept = this.archive.record(season, round);
    if (kept) return resultOf(kept, this.#given.blobs);
    const before = await this.#keepModel(request.weights);
    if (request.clocks === 'own') return runLanes(this.#floor(), request, before);
    giveUpLanes(this.#floor(), season);
    let attempt = await this.#resume(request, before.hash);
    for (let tries = 1; ; tries++) {
      attempt ??= await this.#open(request, before.hash, 1);
      await this.#run(attempt);
      const summed = attempt.cohorts?.some((cohort) => cohort.state === 'summed') ?? false;
      if (summed || tries >= (this.#given.attempts ?? 3)) break;
      attempt = await this.#open(request, before.hash, attempt.signed.plan.attempt + 1);
    }
    return finishRound(attempt, {
      ...this.#given,
      archive: this.archive,
      before,
      weights: request.weights,
      combination: request.combination ?? { kind: 'mean' },
      rule: request.rule ?? { kind: 'average' },
      ...(request.judge ? { judge: request.judge } : {}),
    });
  }

  /**
   * Takes a message of a member. On return it is on disk; the same message again is fine.
   *
   * @throws Fault with the code of the refusal.
   */
  submit(plan: Hex, incoming: RoundMessage): Promise<void> {
    const turn = this.#queue.then(() => this.#take(this.#attempt(plan), incoming));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** What a member waits for, or undefined when `timeout` milliseconds passed. */
  view(
    plan: Hex,
    about: { name: ViewName; member: number },
    timeout: number,
    signal?: AbortSignal,
  ): Promise<unknown> {
    const look = (): unknown => this.#attempt(plan).view(about.name, about.member);
    return this.#changes.until(look, timeout, signal);
  }

  /**
   * The bytes of a global model a round starts from or gave.
   *
   * @throws Fault `rounds/unknown-model`.
   */
  async model(hash: Hex): Promise<Uint8Array> {
    const present = this.#models.get(hash);
    if (present) return present;
    const cid = this.archive.model(hash);
    if (!cid) throw new Fault('rounds/unknown-model', `no round here has model ${hash}`);
    return this.#given.blobs.get(cid);
  }

  /** Makes public bytes readable for members by their SHA-256, beside the models. */
  async publish(bytes: Uint8Array): Promise<Hex> {
    const hash = toHex(this.#given.primitives.digest(bytes));
    if (!this.archive.model(hash)) this.archive.addModel(hash, await this.#given.blobs.put(bytes));
    return hash;
  }

  #attempt(plan: Hex): Attempt {
    const attempt = this.#live.get(plan);
    if (attempt) return attempt;
    if (this.archive.isUnfinished(plan)) {
      throw new Fault(
        'rounds/not-open-yet',
        'the hub was started again and has not come back to this round yet; ask again in a moment',
      );
    }
    throw new Fault('rounds/unknown-round', `no round with plan ${plan} is open; it may be over`, {
      meta: { plan },
    });
  }

  async #take(attempt: Attempt, incoming: RoundMessage): Promise<void> {
    if (attempt.has(incoming)) return;
    attempt.check(incoming);
    const { step, message, packed } = incoming;
    let line: AttemptLine;
    if (step === 'input') {
      const cid = await this.#given.blobs.put(packed!);
      attempt.check(incoming);
      line = { step, message: message as never, cid };
    } else {
      line = { step, message };
    }
    this.archive.addLine(attempt.id, line);
    attempt.apply(line, packed);
    this.#advance(attempt);
  }

  /** Closes every step that needs nobody else or whose time is up. */
  #advance(attempt: Attempt): void {
    for (let moved = true; moved && !attempt.finished && !this.#given.signal?.aborted;) {
      moved = false;
      if (!attempt.cohorts) moved = this.#closeIf(attempt, 'keys', attempt.absent(), 'patient');
      else {
        for (const [i, cohort] of attempt.cohorts.entries()) {
          if (isFinal(cohort)) continue;
          const how = cohort.complete() ? 'now' : 'patient';
          moved = this.#closeIf(attempt, i, cohort.awaited(), how) || moved;
        }
      }
    }
    this.#changes.wake();
  }

  #closeIf(
    attempt: Attempt,
    closed: 'keys' | number,
    awaited: readonly number[],
    how: 'now' | 'patient',
  ): boolean {
    const state = closed === 'keys' ? 'keys' : attempt.cohorts![closed]!.state;
    const name = `${attempt.id}/${closed}/${state}`;
    const now = performance.now();
    const allowed = closed === 'keys' ? this.#deadlines.join : this.#deadlines.step;
    const deadline = this.#deadlineOf.get(name) ?? now + allowed;
    this.#deadlineOf.set(name, deadline);
    const late = now >= deadline && !awaited.some((member) => this.presence.isExpected(member));
    const ready = how === 'now' || late || awaited.every((member) => this.#isLost(attempt, member));
    if (!ready) return false;
    const line: AttemptLine = { closed };
    this.archive.addLine(attempt.id, line);
    attempt.apply(line);
    // A step that stays open after it was closed (a wrong share was met) gets its time anew.
    this.#deadlineOf.delete(name);
    return true;
  }

  /** Whether nothing more can come of a member in this attempt: it is gone, or it said that it gave up. */
  #isLost(attempt: Attempt, member: number): boolean {
    if (this.presence.isGone(member)) return true;
    const outcome = this.#given.desk.outcome(taskId(attempt, member));
    return outcome !== undefined && 'fault' in outcome;
  }

  async #open(request: RoundRequest, model: Hex, number: number): Promise<Attempt> {
    const { primitives, hubSeed, group } = this.#given;
    const { season, round, encoding, draw, training } = request;
    const parameters = request.weights.length;
    const plan = {
      group,
      season,
      round,
      attempt: number,
      model,
      parameters,
      encoding,
      draw,
      training,
    };
    const signed = signPlan(primitives, hubSeed, plan);
    const attempt = new Attempt(primitives, signed, this.#invited(request));
    this.archive.addAttempt(attempt.id, signed);
    return attempt;
  }

  async #resume(request: RoundRequest, model: Hex): Promise<Attempt | undefined> {
    const signed = this.archive.latest(request.season, request.round);
    if (!signed) return undefined;
    assertSamePlan(signed, request, model);
    return this.#restore(signed, this.#invited(request));
  }

  async #restore(signed: SignedPlan, invited: ReturnType<Roster['list']>): Promise<Attempt> {
    const attempt = new Attempt(this.#given.primitives, signed, invited);
    for (const line of this.archive.lines(attempt.id)) {
      if ('cid' in line) attempt.apply(line, await this.#given.blobs.get(line.cid));
      else attempt.apply(line);
    }
    return attempt;
  }

  /** What cohorts with their own clocks need of this engine. */
  #floor(): LaneFloor {
    const { given, archive } = { given: this.#given, archive: this.archive };
    return {
      ...{ given, archive, grace: given.grace ?? GRACE },
      invited: (request) => this.#invited(request),
      restore: async (signed) => {
        // One that is open takes messages meanwhile: a second one of the same lines would miss them.
        const open = this.#live.get(planId(given.primitives, signed.plan));
        if (open) return open;
        const all = given.roster.list();
        const asked = all.filter(({ member }) => signed.plan.members!.includes(member));
        return this.#restore(signed, asked);
      },
      launch: (attempt) => this.#launch(attempt),
      pump: (attempts, ready) => this.#pump(attempts, ready),
      settle: (attempt) => this.#settle(attempt),
      retire: (kept) => this.#retire(kept),
      withdraw: (plan, members) => {
        for (const member of members) given.desk.withdraw(taskId({ id: plan }, member));
        this.#live.delete(plan);
        archive.giveUp(plan);
      },
    };
  }

  async #run(attempt: Attempt): Promise<void> {
    await this.#launch(attempt);
    await this.#pump([attempt], () => attempt.finished);
    await this.#settle(attempt);
    // Late readers still learn how it ended; the next round makes room.
    this.#retire([attempt]);
  }

  async #launch(attempt: Attempt): Promise<void> {
    const { plan } = attempt.signed;
    const { record, desk } = this.#given;
    await this.#once(`planned/${attempt.id}`, () =>
      record('rounds/planned', {
        plan: attempt.id,
        season: plan.season,
        round: plan.round,
        attempt: plan.attempt,
        model: plan.model,
        seed: plan.draw.seed,
        turn: plan.draw.turn ?? 0,
      }),
    );
    this.#live.set(attempt.id, attempt);
    for (const member of attempt.invited.keys()) {
      const input = attempt.signed as unknown as Plain;
      desk.put({ id: taskId(attempt, member), member, kind: 'round', input });
    }
  }

  async #pump(attempts: readonly Attempt[], ready: () => boolean): Promise<void> {
    const { signal } = this.#given;
    for (const attempt of attempts) this.#advance(attempt);
    while (!ready()) {
      await this.#changes.until(() => (ready() ? true : undefined), TICK, signal);
      if (signal?.aborted) throw halted();
      for (const attempt of attempts) if (!attempt.finished) this.#advance(attempt);
    }
  }

  async #settle(attempt: Attempt): Promise<void> {
    for (const member of attempt.invited.keys()) this.#given.desk.withdraw(taskId(attempt, member));
    for (const name of this.#deadlineOf.keys())
      if (name.startsWith(attempt.id)) this.#deadlineOf.delete(name);
    await this.#tellEnd(attempt);
  }

  #retire(kept: readonly Attempt[]): void {
    const ids = new Set(kept.map(({ id }) => id));
    for (const id of this.#live.keys()) if (!ids.has(id)) this.#live.delete(id);
  }

  async #tellEnd(attempt: Attempt): Promise<void> {
    const { record } = this.#given;
    const { season, round } = attempt.signed.plan;
    const about = { plan: attempt.id, season, round };
    if (attempt.reason) {
      const { code, message } = attempt.reason;
      await this.#once(`end/${attempt.id}`, () =>
        record('rounds/void', { ...about, code, message }),
      );
      return;
    }
    const cohorts = attempt.cohorts!.map((cohort) => ({
      members: cohort.members,
      survivors: cohort.state === 'summed' ? cohort.survivors : [],
      void: cohort.reason?.code ?? null,
    }));
    await this.#once(`end/${attempt.id}`, () => record('rounds/drawn', { ...about, cohorts }));
  }

  async #once(name: string, act: () => Awaitable<unknown>): Promise<void> {
    if (this.archive.isDone(name)) return;
    await act();
    this.archive.setDone(name);
  }

  async #keepModel(weights: Float32Array): Promise<{ hash: Hex; cid: Cid }> {
    const bytes = writeWeights(weights);
    const hash = toHex(this.#given.primitives.digest(bytes));
    this.#models.clear();
    this.#models.set(hash, bytes);
    const kept = this.archive.model(hash);
    if (kept) return { hash, cid: kept };
    const cid = await this.#given.blobs.put(bytes);
    this.archive.addModel(hash, cid);
    return { hash, cid };
  }

  #invited(request: RoundRequest): ReturnType<Roster['list']> {
    const all = this.#given.roster.list();
    return request.members ? all.filter(({ member }) => request.members!.includes(member)) : all;
  }
}

function taskId(attempt: Pick<Attempt, 'id'>, member: number): string {
  return `round/${attempt.id}/${member}`;
}

function assertSamePlan(signed: SignedPlan, request: RoundRequest, model: Hex): void {
  const { encoding, draw, training } = request;
  const { plan } = signed;
  const asked = canonicalJson({ model, encoding, draw, training });
  const { model: m, encoding: e, draw: d, training: t } = plan;
  if (canonicalJson({ model: m, encoding: e, draw: d, training: t }) === asked) return;
  throw new Fault(
    'rounds/other-plan',
    `round ${plan.round} of season ${plan.season} was opened with another plan; finish it with that one`,
  );
}
