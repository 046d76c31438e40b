import type { z } from 'zod';
import type { operations } from '#api';

type Operations = typeof operations;

/** What answers each operation: given its checked query and body, its output. */
export type Handlers = {
  readonly [Name in keyof Operations]: (
    query: z.output<Operations[Name]['query']>,
    body: z.output<Operations[Name]['body']>,
  ) => Promise<z.output<Operations[Name]['output']>>;
};
