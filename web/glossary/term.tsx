/** A word with its meaning one hover, focus or tap away. */
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { TERMS, type TermName } from './terms.ts';

export function Term({
  name,
  children,
}: {
  readonly name: TermName;
  readonly children?: ReactNode;
}) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const word = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={word}
        type="button"
        className="term"
        aria-describedby={open ? id : undefined}
        onMouseEnter={() => setOpen(true)}
        onMouseLeave={() => setOpen(false)}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onClick={() => setOpen(true)}
      >
        {children ?? name}
      </button>
      {open ? <Meaning id={id} name={name} word={word} close={() => setOpen(false)} /> : null}
    </>
  );
}

const EDGE = 8;

/** Below its word where there is room, above it otherwise, never beyond the window. */
function place(box: HTMLElement, at: DOMRect): void {
  const { width, height } = box.getBoundingClientRect();
  const left = Math.min(Math.max(EDGE, at.left), innerWidth - width - EDGE);
  const isBelow = at.bottom + 6 + height < innerHeight;
  box.style.left = `${left}px`;
  box.style.top = `${isBelow ? at.bottom + 6 : at.top - height - 6}px`;
}

function Meaning(props: {
  readonly id: string;
  readonly name: TermName;
  readonly word: React.RefObject<HTMLButtonElement | null>;
  readonly close: () => void;
}) {
  const { id, name, word, close } = props;
  const box = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !word.current) return undefined;
    element.showPopover();
    const follow = (): void => place(element, word.current!.getBoundingClientRect());
    follow();
    // Focus by keyboard scrolls the word into view after it was focused.
    addEventListener('scroll', follow, { passive: true, capture: true });
    return () => removeEventListener('scroll', follow, { capture: true });
  }, [word]);
  useEffect(() => {
    const key = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') close();
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, [close]);
  return (
    <span
      ref={box}
      id={id}
      role="tooltip"
      popover="manual"
      className="fixed inset-auto m-0 w-72 max-w-[calc(100vw-1rem)] rounded-md border border-strong bg-panel p-2.5 text-left text-[0.8125rem] font-normal whitespace-normal text-ink shadow-lg"
    >
      {TERMS[name]}
    </span>
  );
}
