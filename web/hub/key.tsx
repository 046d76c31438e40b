/** The operator's key: whoever has it may act for the members of this hub. Kept in this tab until it is reloaded, nowhere else. */
import { createContext, type FormEvent, type ReactNode, useContext, useId, useState } from 'react';
import { Panel } from '../shell/panel.tsx';

interface Key {
  readonly key: string;
  set(key: string): void;
}

const KeyContext = createContext<Key>({ key: '', set: () => undefined });

/** The key, empty while none was given. */
export function useKey(): Key {
  return useContext(KeyContext);
}

export function KeyProvider({ children }: { readonly children: ReactNode }) {
  const [key, set] = useState('');
  return <KeyContext value={{ key, set }}>{children}</KeyContext>;
}

/** Asks for the key where there is none yet; says that there is one otherwise. */
export function KeyPanel() {
  const { key, set } = useKey();
  const [typed, setTyped] = useState('');
  const id = useId();
  if (key) {
    return (
      <p className="flex flex-wrap items-center gap-2 text-[0.8125rem] text-soft">
        You may act on this hub until this page is reloaded.
        <button type="button" className="button" onClick={() => set('')}>
          Forget the key
        </button>
      </p>
    );
  }
  const unlock = (event: FormEvent): void => {
    event.preventDefault();
    set(typed.trim());
    setTyped('');
  };
  return (
    <Panel
      title="To act, unlock this page"
      lead="Everybody who reaches this page may look. To move money or vote, give the operator’s key: it stands in hub/operator.key of the hub’s data folder, or is HANSE_API_KEY. It stays in this tab."
    >
      <form onSubmit={unlock} className="flex flex-wrap items-center gap-2">
        <label htmlFor={id}>Operator key</label>
        <input
          id={id}
          type="password"
          autoComplete="off"
          required
          className="field min-w-0 flex-1 basis-48"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <button type="submit" className="button button-main">
          Unlock
        </button>
      </form>
    </Panel>
  );
}
