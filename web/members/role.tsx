/** Marks members that were planted to test the scoring. */
import type { Member } from '#api';
import { Term } from '../glossary/term.tsx';

export function Role({ role }: { readonly role: Member['role'] }) {
  if (role === 'honest') return null;
  return (
    <span className="tag font-normal">
      planted:{' '}
      <Term name={role === 'shuffled-labels' ? 'shuffled labels' : 'copied data'}>
        {role.replace('-', ' ')}
      </Term>
    </span>
  );
}
