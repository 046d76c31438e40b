import { z } from 'zod';
import { Decimal, Time } from './primitive.ts';

/** One member's day: opening + flows + trades − fees − payouts = closing, to the unit. */
export const StatementLine = z.object({
  member: z.string(),
  opening: Decimal,
  flows: Decimal.describe('paid in, less what was paid for shares that left'),
  trades: Decimal.describe('its part of what trading and prices changed, fees not counted'),
  fees: Decimal.describe('its part of the pools’ fees'),
  payouts: Decimal.describe('its part of the profit that left the pool by a distribution'),
  closing: Decimal,
});
export type StatementLine = z.infer<typeof StatementLine>;

/** A day of all members; each column of the lines sums to the vault’s. */
export const DayStatement = z.object({
  day: z.number().int().describe('0 for the time before trading'),
  date: z.string(),
  at: Time.describe('of its last line'),
  closed: z.boolean(),
  lines: z.array(StatementLine),
  vault: StatementLine.omit({ member: true }),
});
export type DayStatement = z.infer<typeof DayStatement>;
