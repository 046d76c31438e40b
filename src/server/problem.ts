import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { HTTPException } from 'hono/http-exception';
import { Fault, toFault } from '#kit';

/** How faults are told over HTTP (RFC 9457). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: ContentfulStatusCode;
  readonly code: string;
}

const STATUS: readonly (readonly [RegExp, ContentfulStatusCode])[] = [
  [/^http\/unauthorised/, 401],
  [/^http\/forbidden/, 403],
  [/not-open-yet$/, 503],
  [/(not-found|\/no-|unknown)/, 404],
  [/(conflict|already|late|closed|cycle-distributed)/, 409],
  [/too-large/, 413],
  [/^internal\//, 500],
  [/^(store|chain)\//, 503],
];

/** Turns anything thrown into the one form in which the hub tells of failures; unexpected ones keep their text to themselves. */
export function problemOf(thrown: unknown): Problem {
  const fault = thrown instanceof HTTPException ? badRequest(thrown) : toFault(thrown);
  const status = STATUS.find(([pattern]) => pattern.test(fault.code))?.[1] ?? 400;
  const title =
    status === 500 ? 'the hub met an unexpected error; its log has the details' : fault.message;
  return { type: 'about:blank', title, status, code: fault.code };
}

/** What the framework refuses by itself: a body that is no JSON, or none at all. */
function badRequest(thrown: HTTPException): Fault {
  const why = thrown.message || `the request was refused with ${thrown.status}`;
  return new Fault('http/bad-input', `${why}; send JSON as /openapi.json says`, { cause: thrown });
}
