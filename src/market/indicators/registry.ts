import { Fault } from '#kit';
import type { Indicator } from './indicator.ts';
import { MEANS } from './means.ts';
import { MEASURES } from './measures.ts';
import { OSCILLATORS } from './oscillators.ts';
import { TRENDS } from './trends.ts';

/** Every indicator, by family. Names, parameters, look-backs and values follow TA-Lib. */
export const INDICATORS: readonly Indicator[] = [...MEANS, ...OSCILLATORS, ...TRENDS, ...MEASURES];

/** @throws Fault `market/no-indicator` with the names there are. */
export function indicatorNamed(name: string): Indicator {
  const found = INDICATORS.find((indicator) => indicator.name === name.toUpperCase());
  if (found) return found;
  throw new Fault(
    'market/no-indicator',
    `there is no indicator ${name}; use one of ${INDICATORS.map((each) => each.name).join(', ')}`,
  );
}
