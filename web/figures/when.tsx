/** Times, always UTC, because candles and days of a season are UTC. */
const day = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  hour: '2-digit',
  minute: '2-digit',
});

/** Such as `18 Dec 2024`. */
export function dayOf(at: number): string {
  return day.format(at);
}

/** Such as `18 Dec 2024, 07:35`. */
export function minuteOf(at: number): string {
  return `${day.format(at)}, ${clock.format(at)}`;
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
