/** The frame of every page: skip link, name, places to go, connection, theme. */
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { ContactBanner, ContactState } from './contact.tsx';
import { ThemeButton } from './theme.tsx';

const PLACES = [
  ['/', 'Season'],
  ['/learning', 'Learning'],
  ['/trading', 'Trading'],
  ['/sharing', 'Sharing'],
  ['/pool', 'Pool'],
  ['/portfolio', 'Portfolio'],
  ['/governance', 'Governance'],
  ['/model', 'Model'],
  ['/journal', 'Journal'],
] as const;

export function Layout() {
  const main = useRef<HTMLElement>(null);
  usePlaceChange(main);
  return (
    <>
      <a
        href="#main"
        className="button button-main fixed top-2 left-2 z-20 -translate-y-20 focus:translate-y-0"
      >
        Skip to content
      </a>
      <header className="border-b border-line bg-panel">
        <div className="mx-auto flex max-w-[90rem] flex-wrap items-center gap-x-6 gap-y-2 px-4 py-2">
          <Link to="/" className="text-base font-bold tracking-tight">
            Hanse
          </Link>
          <nav aria-label="Pages" className="order-last w-full lg:order-none lg:w-auto">
            <ul className="-mx-2 flex flex-wrap">
              {PLACES.map(([to, name]) => (
                <li key={to}>
                  <Link
                    to={to}
                    className="block rounded px-2 py-1 text-soft hover:text-ink aria-[current=page]:font-semibold aria-[current=page]:text-ink aria-[current=page]:underline aria-[current=page]:decoration-accent aria-[current=page]:decoration-2 aria-[current=page]:underline-offset-[6px]"
                  >
                    {name}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
          <div className="ml-auto flex items-center gap-2">
            <ContactState />
            <ThemeButton />
          </div>
        </div>
      </header>
      <ContactBanner />
      <main
        id="main"
        ref={main}
        tabIndex={-1}
        className="mx-auto min-h-screen max-w-[90rem] px-4 py-4 outline-none"
      >
        <Outlet />
      </main>
      <footer className="mx-auto max-w-[90rem] px-4 pt-2 pb-8 text-[0.8125rem] text-soft">
        <p>
          Trading can lose money, including all that was put in. Past and simulated results promise
          nothing. All dates are UTC.{' '}
          <Link to="/words" className="link">
            What the words mean
          </Link>
        </p>
      </footer>
    </>
  );
}

/** Tells assistive tools of a new page: its title changes and reading starts at its beginning. */
function usePlaceChange(main: React.RefObject<HTMLElement | null>): void {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const before = useRef(path);
  useEffect(() => {
    const name =
      PLACES.find(([to]) => to === path)?.[1] ?? (path.startsWith('/members') ? 'Member' : 'Words');
    document.title = `${name} · Hanse`;
    if (before.current === path) return;
    before.current = path;
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [path, main]);
}
