import { z } from 'zod';

/** An exact decimal number as text, such as `1204.517`; its unit is the quote asset unless the field says otherwise. */
export const Decimal = z.string().regex(/^-?\d+(\.\d+)?$/, 'write a number such as 1204.5');
/** A 32-byte hash. */
export const Hash = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/, 'write 0x and 64 hex digits, small letters');
/** A 20-byte address. */
export const AccountAddress = z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'write 0x and 40 hex digits');
/** Milliseconds since the epoch, UTC. */
export const Time = z.number().int();
