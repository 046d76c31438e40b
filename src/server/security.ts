import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { Fault } from '#kit';

const CSP = [
  "default-src 'self'",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

/** Headers for every answer: no framing, no sniffing, nothing from elsewhere. */
export function headers(): MiddlewareHandler {
  return async (context, next) => {
    await next();
    context.header('content-security-policy', CSP);
    context.header('x-content-type-options', 'nosniff');
    context.header('referrer-policy', 'no-referrer');
    context.header('cross-origin-opener-policy', 'same-origin');
    context.header('cross-origin-embedder-policy', 'require-corp');
    context.header('cross-origin-resource-policy', 'same-origin');
  };
}

/**
 * Lets in only requests that name this machine, so that a foreign page cannot reach the hub by a rebound name.
 *
 * @param names host names that are allowed beside the loopback ones
 */
export function onlyHosts(names: readonly string[]): MiddlewareHandler {
  const allowed = new Set(['127.0.0.1', 'localhost', '[::1]', ...names]);
  return async (context, next) => {
    const host = (context.req.header('host') ?? '').replace(/:\d+$/, '');
    if (!allowed.has(host)) {
      throw new Fault(
        'http/forbidden-host',
        `the host name "${host.slice(0, 100)}" is not served here; use 127.0.0.1, or name it in HANSE_HOSTS`,
      );
    }
    await next();
  };
}

/** Lets in whoever holds the operator's key, sent as `x-api-key`. */
export function onlyOperator(key: string): MiddlewareHandler {
  return async (context, next) => {
    const given = context.req.header('x-api-key') ?? '';
    if (!equal(given, key)) {
      throw new Fault(
        'http/unauthorised',
        'this needs the operator key: send it as x-api-key (it stands in hub/operator.key of the data folder, or is HANSE_API_KEY)',
      );
    }
    await next();
  };
}

function equal(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}
