/** Times, always UTC, because candles and days of a season are UTC. */
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Such as `18 Dec`. */
export function shortDay(at: number): string {
  const date = new Date(at);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

/** Such as `07:35`. */
export function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 16);
}

/** Such as `18 Dec 2024`. */
export function dayOf(at: number): string {
  return `${shortDay(at)} ${new Date(at).getUTCFullYear()}`;
}

/** Such as `18 Dec 2024, 07:35`. */
export function minuteOf(at: number): string {
  return `${dayOf(at)}, ${clock(at)}`;
}

/** A moment, with the machine-readable form behind it. */
export function When({ at }: { readonly at: number | null }) {
  if (at === null) return <span className="text-soft">–</span>;
  return (
    <time dateTime={new Date(at).toISOString()} className="whitespace-nowrap">
      {minuteOf(at)}
    </time>
  );
}

/** A length of time in words: `5 minutes`, `1 hour`. */
export function span(ms: number): string {
  const [unit, size] =
    ms % 86_400_000 === 0
      ? ['day', 86_400_000]
      : ms % 3_600_000 === 0
        ? ['hour', 3_600_000]
        : ['minute', 60_000];
  const n = Math.round((ms / size) * 10) / 10;
  return `${n} ${unit}${n === 1 ? '' : 's'}`;
}
