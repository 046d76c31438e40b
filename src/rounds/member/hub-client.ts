/** The hub over HTTP as a member sees it: signed requests, long polls, patience while the hub is away. */
import { Fault, type Hex } from '#kit';
import { type Enrolment, type Primitives, signValue } from '#members/keys';
import { writeFrame } from './frame.ts';
import type { RoundDoor, RoundMessage, ViewName } from './door.ts';
import type { Hand, SignedOutcome, SignedTask } from './task.ts';

/** How to reach the hub. */
export interface HubClientOptions {
  /** Such as `http://127.0.0.1:4270`. */
  readonly url: string;
  readonly member: number;
  readonly identity: Uint8Array;
  readonly primitives: Primitives;
  /** Ends all waiting. */
  readonly signal?: AbortSignal;
  /** Told when the hub cannot be reached and when it can again. */
  readonly onReach?: (state: 'lost' | 'found', why: string) => void;
}

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 60_000;
const WAITING = 204;

/** One member's line to its hub. Every call waits out a hub that is down, up to a minute between tries. */
export class HubClient implements RoundDoor {
  readonly #given: HubClientOptions;
  #lost = false;

  constructor(options: HubClientOptions) {
    this.#given = options;
  }

  /** Takes the seat of an invitation. */
  async enrol(secret: Hex, enrolment: Enrolment): Promise<void> {
    await this.#call('POST', '/v1/members', JSON.stringify({ secret, enrolment }));
  }

  /** The next task for a hand, waiting until there is one. */
  async next(hand: Hand): Promise<SignedTask> {
    const path = `/v1/members/${this.#given.member}/next?hand=${hand}`;
    return (await this.#poll(path)) as SignedTask;
  }

  async answer(outcome: SignedOutcome): Promise<void> {
    const path = `/v1/members/${this.#given.member}/outcomes`;
    await this.#call('POST', path, JSON.stringify(outcome));
  }

  async submit(plan: Hex, incoming: RoundMessage): Promise<void> {
    const path = `/v1/rounds/${plan}/${incoming.step}`;
    const body = incoming.packed
      ? writeFrame(incoming.message, incoming.packed)
      : JSON.stringify(incoming.message);
    await this.#call('POST', path, body);
  }

  view(plan: Hex, name: ViewName): Promise<unknown> {
    return this.#poll(`/v1/rounds/${plan}/${name}?member=${this.#given.member}`);
  }

  async model(hash: Hex): Promise<Uint8Array> {
    const response = await this.#call('GET', `/v1/models/${hash}`);
    return new Uint8Array(await response.arrayBuffer());
  }

  async #poll(path: string): Promise<unknown> {
    for (;;) {
      const response = await this.#call('GET', path);
      if (response.status !== WAITING) return response.json();
    }
  }

  async #call(
    method: string,
    path: string,
    body?: string | Uint8Array<ArrayBuffer>,
  ): Promise<Response> {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, pause * 2)) {
      this.#given.signal?.throwIfAborted();
      const why = await this.#try(method, path, body);
      if (why instanceof Response) {
        if (this.#lost) this.#given.onReach?.('found', path);
        this.#lost = false;
        return why;
      }
      if (!this.#lost) this.#given.onReach?.('lost', why);
      this.#lost = true;
      await this.#sleep(pause);
    }
  }

  /** One try: the answer, or why the hub could not be reached. A refusal is thrown. */
  async #try(
    method: string,
    path: string,
    body: string | Uint8Array<ArrayBuffer> | undefined,
  ): Promise<Response | string> {
    const { url, signal } = this.#given;
    let response: Response;
    try {
      const headers: Record<string, string> = { authorization: this.#authorization(method, path) };
      if (body !== undefined)
        headers['content-type'] =
          typeof body === 'string' ? 'application/json' : 'application/octet-stream';
      response = await fetch(new URL(path, url), {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        ...(signal ? { signal } : {}),
      });
    } catch (cause) {
      signal?.throwIfAborted();
      return `${url} cannot be reached (${(cause as Error).message})`;
    }
    if (response.ok) return response;
    const problem = (await response.json().catch(() => ({}))) as { code?: string; title?: string };
    if (response.status >= 500)
      return `${url} answers ${response.status} (${problem.code ?? 'no code'})`;
    throw new Fault(
      problem.code ?? 'rounds/refused',
      problem.title ?? `the hub answers ${response.status}`,
    );
  }

  #authorization(method: string, path: string): string {
    const { primitives, identity, member } = this.#given;
    const at = Date.now();
    return `Hanse ${member}.${at}.${signValue(primitives, identity, 'request', { method, path, member, at })}`;
  }

  #sleep(pause: number): Promise<void> {
    const { signal } = this.#given;
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, pause);
      signal?.addEventListener('abort', done);
    });
  }
}
