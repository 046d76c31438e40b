/** Asks the hub to do something: needs the operator's key. */
import type { z } from 'zod';
import type { Operation } from '#api';
import { answerOf, reach } from './ask.ts';

/**
 * The answer of a `post` operation, validated.
 *
 * @throws Fault as for {@link ask}; `http/unauthorised` where the key is not the hub's
 */
export async function act<Q extends z.ZodType, B extends z.ZodType, O extends z.ZodType>(
  operation: Operation<Q, B, O>,
  body: z.input<B>,
  key: string,
): Promise<z.output<O>> {
  const response = await reach(operation.path, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      'x-api-key': key,
    },
    body: JSON.stringify(body),
  });
  return answerOf(operation, operation.path, response);
}
