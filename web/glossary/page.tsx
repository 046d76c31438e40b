/** All words in one place. */
import { Heading } from '../shell/heading.tsx';
import { TERMS } from './terms.ts';

export function GlossaryPage() {
  return (
    <>
      <Heading title="Words" lead="What the words on these pages mean." />
      <dl className="panel grid gap-x-6 gap-y-3 sm:grid-cols-[12rem_1fr]">
        {Object.entries(TERMS).map(([name, meaning]) => (
          <div key={name} className="contents">
            <dt className="font-semibold first-letter:uppercase">{name}</dt>
            <dd className="max-w-prose text-soft">{meaning}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
