/** Plain facts that travel with a fault; bigint amounts are written as decimal strings. */
export type FaultMeta = Readonly<Record<string, unknown>>;

/**
 * An expected failure with a stable code such as `vault/over-trade-cap`.
 *
 * The message says what happened, with the value, and what to do about it. It never carries a secret.
 *
 * @example
 * throw new Fault('market/bad-row', `line 7: high 1 is below low 2; correct the row or drop it`, { meta: { line: 7 } });
 */
export class Fault extends Error {
  readonly code: string;
  readonly meta: FaultMeta;

  constructor(code: string, message: string, details: { meta?: FaultMeta; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'Fault';
    this.code = code;
    this.meta = details.meta ?? {};
  }
}

/**
 * Turns anything thrown into a fault: itself, the one that a library wrapped into an error of its own, or one with the code
 * `internal/unexpected`.
 */
export function toFault(thrown: unknown): Fault {
  let inner = thrown;
  for (let depth = 0; depth < 10 && inner instanceof Error; depth++) {
    if (inner instanceof Fault) return inner;
    inner = inner.cause;
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new Fault('internal/unexpected', message, { cause: thrown });
}
