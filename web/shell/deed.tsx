/** A deed that moves something: asked for, confirmed in a dialogue, done once, and told. */
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { toFault } from '#kit';

/** What is about to be done. */
export interface Deed {
  readonly title: string;
  /** What will happen, with the amounts. */
  readonly body: ReactNode;
  /** The word on the button that does it. */
  readonly action: string;
  /** Does it under a name, and says what was done. */
  run(once: string): Promise<string>;
}

interface Asked {
  readonly deed: Deed;
  /** The same for every try, so that a lost answer leads to no second deed. */
  readonly once: string;
}

/** What came of the last deed. */
type Said = { readonly text: string; readonly tone: 'good' | 'bad' } | null;

/**
 * One deed at a time: `ask` opens the dialogue, `dialogue` and `said` belong on the page.
 *
 * @example
 * const { ask, dialogue, said } = useDeed();
 */
export function useDeed() {
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [said, setSaid] = useState<Said>(null);
  const close = (): void => {
    setAsked(null);
    setTrouble(null);
  };
  const go = async ({ deed, once }: Asked): Promise<void> => {
    setBusy(true);
    setTrouble(null);
    try {
      setSaid({ text: await deed.run(once), tone: 'good' });
      close();
    } catch (error) {
      const { message, code } = toFault(error);
      setTrouble(`${message} (${code})`);
    } finally {
      setBusy(false);
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === 'live' });
    }
  };
  return {
    ask: (deed: Deed): void => {
      setSaid(null);
      setAsked({ deed, once: crypto.randomUUID() });
    },
    tell: (text: string): void => setSaid({ text, tone: 'bad' }),
    dialogue: asked ? (
      <Dialogue
        deed={asked.deed}
        trouble={trouble}
        busy={isBusy ? 'busy' : 'free'}
        go={() => void go(asked)}
        close={close}
      />
    ) : null,
    said: (
      <p role="status" className={said?.tone === 'bad' ? 'text-loss' : 'text-gain'}>
        {said?.text}
      </p>
    ),
  };
}

interface Props {
  readonly deed: Deed;
  readonly trouble: string | null;
  readonly busy: 'busy' | 'free';
  go(): void;
  close(): void;
}

function Dialogue({ deed, trouble, busy, go, close }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={title}
      onCancel={(event) => {
        event.preventDefault();
        if (busy === 'free') close();
      }}
      className="panel m-auto w-[calc(100%-2rem)] max-w-lg text-ink backdrop:bg-black/50"
    >
      <h2 id={title}>{deed.title}</h2>
      <div className="mt-2 grid gap-2">{deed.body}</div>
      {trouble ? (
        <p role="alert" className="mt-3 text-loss">
          {trouble}
        </p>
      ) : null}
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        <button type="button" className="button" disabled={busy === 'busy'} onClick={close}>
          Cancel
        </button>
        <button
          type="button"
          className="button button-main"
          disabled={busy === 'busy'}
          onClick={go}
        >
          {busy === 'busy' ? 'Being signed …' : deed.action}
        </button>
      </div>
    </dialog>
  );
}
