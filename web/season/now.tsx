/** The top of the season: what is going on, how far it is, and how the page knows. */
import type { SeasonReport } from '#api';
import { minuteOf } from '../figures/when.tsx';
import { Term } from '../glossary/term.tsx';
import { useLive } from '../hub/live.tsx';
import {
  explanation,
  headline,
  progressOf,
  STAGE_NAMES,
  type Stage,
  stageOf,
  STAGES,
} from './words.ts';

export function Now({ report }: { readonly report: SeasonReport }) {
  const { season } = report;
  const { progress } = useLive();
  const running = season.status !== 'finished' && season.status !== 'failed';
  const told = running && progress?.status === season.status ? progress : null;
  const closed = report.rounds.filter((round) => round.status === 'closed').length;
  const done = told?.done ?? progressOf(season, closed);
  return (
    <section aria-label="What is going on" className="panel mb-4">
      <h1>{headline(season)}</h1>
      <p className="mt-1 max-w-3xl text-soft">{explanation(season)}</p>
      <div className="mt-3 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <p className="min-h-5 min-w-0 font-medium [overflow-wrap:anywhere]">
          {running ? `Now: ${told?.step ?? season.step}` : season.step}
        </p>
        <p className="text-soft">
          Day <b className="font-semibold text-ink">{season.day}</b> of {season.days} ·{' '}
          <Term name="simulated time">simulated</Term>{' '}
          <time dateTime={new Date(told?.now ?? season.now).toISOString()} className="text-ink">
            {minuteOf(told?.now ?? season.now)}
          </time>
        </p>
      </div>
      {/* Steps change too often to be read out; days do not. */}
      <p role="status" className="sr-only">
        {headline(season)}. Day {season.day} of {season.days}.
      </p>
      <Progress done={done} stage={stageOf(season, closed)} />
    </section>
  );
}

function Progress({ done, stage }: { readonly done: number; readonly stage: Stage }) {
  const at = STAGES.indexOf(stage);
  return (
    <>
      <progress
        className="mt-2 block h-2 w-full appearance-none overflow-hidden rounded bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
        max={1}
        value={done}
        aria-label="Progress of the season"
      >
        {Math.round(done * 100)}%
      </progress>
      <ol className="mt-2 flex flex-wrap gap-x-5 gap-y-0.5 text-[0.8125rem]">
        {STAGES.map((name, i) => (
          <li
            key={name}
            aria-current={i === at ? 'step' : undefined}
            className={i === at ? 'font-semibold' : 'text-soft'}
          >
            {i + 1}. {STAGE_NAMES[name]}
            {i < at || stage === 'finished' ? (
              <>
                <span aria-hidden="true"> ✓</span>
                <span className="sr-only">, done</span>
              </>
            ) : null}
          </li>
        ))}
      </ol>
    </>
  );
}
