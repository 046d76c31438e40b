/** The routes members speak: enrol, take tasks, answer, and the messages of a round. Every request is signed by the member. */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Clock, Fault, type Hex, systemClock } from '#kit';
import { nodePrimitives, type Roster } from '#members';
import { isHex, signatureHolds } from '#members/keys';
import type { RoundEngine, TaskDesk } from '#rounds';
import {
  HANDS,
  packedLength,
  readFrame,
  type RoundMessage,
  type SignedOutcome,
  type Step,
  STEPS,
  type ViewName,
} from '#rounds/member';
import { problemOf } from './problem.ts';

/** What the routes stand on. */
export interface RoundRouteParts {
  readonly engine: RoundEngine;
  readonly desk: TaskDesk;
  readonly roster: Roster;
  /** Largest number of model parameters a masked vector may have. */
  readonly parameters?: number;
  /** How long an open question waits before it is asked anew, in milliseconds. */
  readonly wait?: number;
  readonly clock?: Clock;
}

const VIEWS: readonly ViewName[] = ['cohort', 'senders', 'survivors', 'ask'];
/** How far a member's clock may be off, in milliseconds. */
const CLOCK_SLACK = 5 * 60_000;
const SMALL_BODY = 4 * 1024 * 1024;
/** Bytes of a message: what the largest cohort needs, with room. */
const MESSAGE_BODY: Readonly<Record<Exclude<Step, 'input'>, number>> = {
  keys: 4096,
  shares: 64 * 1024,
  consent: 4096,
  reveal: 64 * 1024,
};
const FRAME_HEADER = 1024;

/** Routes under `/v1/members`, `/v1/rounds` and `/v1/models`. */
export function roundRoutes(parts: RoundRouteParts): Hono {
  const { engine, desk, roster, wait = 20_000 } = parts;
  const vectorBody = packedLength(parts.parameters ?? 4_000_000) + FRAME_HEADER;
  const app = new Hono();
  app.onError((error, context) => {
    const problem = problemOf(error);
    return context.json(problem, problem.status, { 'content-type': 'application/problem+json' });
  });

  app.post('/v1/members', limit(SMALL_BODY), async (context) => {
    const body = await readJson(context);
    const { secret, enrolment } = body as { secret?: unknown; enrolment?: unknown };
    if (!isHex(secret, 32)) throw malformed('secret is not 32 bytes of hex');
    return context.json(roster.admit(secret, enrolment));
  });

  app.get('/v1/members/:member/next', (context) => {
    const member = authorise(parts, context, context.req.param('member'));
    const hand = HANDS.find((one) => one === context.req.query('hand'));
    if (!hand) throw malformed(`hand is none of ${HANDS.join(' and ')}`);
    return stayPresent(engine, context, member, () =>
      desk.next(member, hand, wait, context.req.raw.signal),
    );
  });

  app.post('/v1/members/:member/outcomes', limit(SMALL_BODY), async (context) => {
    const member = authorise(parts, context, context.req.param('member'));
    const outcome = (await readJson(context)) as SignedOutcome;
    if (outcome.member !== member) throw malformed('the outcome is of another member');
    desk.answer(outcome);
    return context.json({ ok: true });
  });

  for (const name of VIEWS) {
    app.get(`/v1/rounds/:plan/${name}`, (context) => {
      const member = authorise(parts, context, context.req.query('member'));
      const plan = hexParam(context, 'plan');
      return stayPresent(engine, context, member, () =>
        engine.view(plan, { name, member }, wait, context.req.raw.signal),
      );
    });
  }

  for (const step of STEPS) {
    const size = step === 'input' ? vectorBody : MESSAGE_BODY[step];
    app.post(`/v1/rounds/:plan/${step}`, limit(size), async (context) => {
      const plan = hexParam(context, 'plan');
      const incoming = await readMessage(context, step);
      const member = authorise(parts, context, String(incoming.message.member));
      engine.presence.enter(member);
      try {
        await engine.submit(plan, incoming);
      } finally {
        engine.presence.leave(member, 'answered');
      }
      return context.json({ ok: true });
    });
  }

  app.get('/v1/models/:hash', async (context) => {
    const bytes = await engine.model(hexParam(context, 'hash'));
    return context.body(new Uint8Array(bytes), 200, { 'content-type': 'application/octet-stream' });
  });
  return app;
}

/** Counts the member as present while it waits; a connection that breaks meanwhile says that it may be gone. */
async function stayPresent(
  engine: RoundEngine,
  context: Context,
  member: number,
  look: () => Promise<unknown>,
): Promise<Response> {
  engine.presence.enter(member);
  try {
    const found = await look();
    return found === undefined ? context.body(null, 204) : context.json(found);
  } finally {
    engine.presence.leave(member, context.req.raw.signal.aborted ? 'broken' : 'answered');
  }
}

/**
 * @throws Fault `http/unauthorised` where the request is not signed by the member it speaks for.
 */
function authorise(parts: RoundRouteParts, context: Context, claimed: string | undefined): number {
  const match = /^Hanse (\d{1,7})\.(\d{1,15})\.(0x[0-9a-f]{128})$/.exec(
    context.req.header('authorization') ?? '',
  );
  const member = Number(match?.[1] ?? -1);
  const at = Number(match?.[2] ?? 0);
  if (match && String(member) === claimed) {
    const { pathname, search } = new URL(context.req.url);
    const body = { method: context.req.method, path: pathname + search, member, at };
    const { identity } = parts.roster.get(member);
    const fresh = Math.abs((parts.clock ?? systemClock).now() - at) <= CLOCK_SLACK;
    if (fresh && signatureHolds(nodePrimitives, identity, 'request', body, match[3]!))
      return member;
  }
  throw new Fault(
    'http/unauthorised',
    `this request is not signed by member ${String(claimed).slice(0, 20)}; sign it with the member's identity and check its clock`,
  );
}

async function readMessage(context: Context, step: Step): Promise<RoundMessage> {
  if (step === 'input') {
    const { header, bytes } = readFrame(new Uint8Array(await context.req.arrayBuffer()));
    return { step, message: signedMessage(header), packed: bytes };
  }
  return { step, message: signedMessage(await readJson(context)) };
}

function signedMessage(value: unknown): RoundMessage['message'] {
  const { member, signature } = (value ?? {}) as Partial<RoundMessage['message']>;
  if (typeof member !== 'number' || !Number.isInteger(member) || !isHex(signature, 64))
    throw malformed('a message needs a member number and a signature of 64 bytes of hex');
  return value as RoundMessage['message'];
}

async function readJson(context: Context): Promise<unknown> {
  try {
    return await context.req.json();
  } catch {
    throw malformed('the body is no JSON');
  }
}

function hexParam(context: Context, name: string): Hex {
  const value = context.req.param(name);
  if (!isHex(value, 32)) throw malformed(`${name} is not 32 bytes of hex`);
  return value;
}

function malformed(why: string): Fault {
  return new Fault('rounds/malformed', `${why}; send what this version of the member sends`);
}

function limit(maxSize: number): ReturnType<typeof bodyLimit> {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new Fault(
        'rounds/too-large',
        `the body is larger than ${maxSize} bytes; it is refused`,
      );
    },
  });
}
