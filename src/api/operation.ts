import type { z } from 'zod';

/** Who may call an operation: anyone who reaches the hub's loopback port, or whoever holds the operator's key. */
export type Access = 'public' | 'operator';

/**
 * One thing the hub can be asked, as data. The server makes a route of it, the command line a call, the page a query.
 */
export interface Operation<
  Query extends z.ZodType,
  Body extends z.ZodType,
  Output extends z.ZodType,
> {
  readonly name: string;
  readonly method: 'get' | 'post';
  /** Such as `/v1/trades`. */
  readonly path: string;
  readonly summary: string;
  readonly access: Access;
  readonly query: Query;
  /** For `post` only. */
  readonly body: Body;
  readonly output: Output;
}

/** An operation of any shape. */
export type AnyOperation = Operation<z.ZodType, z.ZodType, z.ZodType>;

/** Declares an operation; does nothing but keep its types. */
export function operation<Q extends z.ZodType, B extends z.ZodType, O extends z.ZodType>(
  definition: Operation<Q, B, O>,
): Operation<Q, B, O> {
  return definition;
}
