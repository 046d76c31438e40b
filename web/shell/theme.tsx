/** Light or dark: the system decides until the reader does. */
import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';
const KEY = 'hanse-theme';

/** The theme now, also when the system changes it. */
export function useTheme(): Theme {
  return useSyncExternalStore(watch, current);
}

export function ThemeButton() {
  const theme = useTheme();
  const other: Theme = theme === 'dark' ? 'light' : 'dark';
  return (
    <button type="button" className="button" onClick={() => choose(other)}>
      <span className="sr-only">Switch to </span>
      <span className="capitalize">{other}</span>
      <span className="sr-only"> colours</span>
    </button>
  );
}

function choose(theme: Theme): void {
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  try {
    if (theme === system) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Storage is blocked: the choice holds until the page is left.
  }
  document.documentElement.dataset['theme'] = theme;
}

function current(): Theme {
  return document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light';
}

function watch(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
