/** Whose money it is about. */
import { useId } from 'react';
import type { Member } from '#api';

interface Props {
  readonly members: readonly Member[];
  readonly value: string;
  choose(id: string): void;
}

export function MemberPicker({ members, value, choose }: Props) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id}>Member</label>
      <select
        id={id}
        className="field max-w-full"
        value={value}
        onChange={(event) => choose(event.target.value)}
      >
        {members.map((member) => (
          <option key={member.id} value={member.id}>
            {member.name} ({member.id})
          </option>
        ))}
      </select>
    </div>
  );
}
