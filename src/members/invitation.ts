/** An invitation as one line of text: where the hub is, which key it must hold, and the secret that takes a seat. */
import { Fault, type Hex } from '#kit';
import { isHex } from '#members/keys';

/** What an invitation says. */
export interface Invitation {
  readonly group: string;
  readonly seat: number;
  readonly name: string;
  /** The hub's identity; the member talks to no other. */
  readonly hub: Hex;
  /** 32 random bytes; the hub keeps only their hash. */
  readonly secret: Hex;
}

/** The line a person passes on. */
export function writeInvitation(invitation: Invitation): string {
  return Buffer.from(JSON.stringify(invitation)).toString('base64url');
}

/**
 * @throws Fault `members/bad-invitation` where the text is no invitation.
 */
export function readInvitation(text: string): Invitation {
  try {
    const it = JSON.parse(Buffer.from(text, 'base64url').toString()) as Partial<Invitation>;
    const { group, seat, name, hub, secret } = it;
    if (typeof group === 'string' && typeof name === 'string' && Number.isInteger(seat)) {
      if (isHex(hub, 32) && isHex(secret, 32)) return { group, seat: seat!, name, hub, secret };
    }
  } catch {
    // Falls through to the one refusal.
  }
  throw new Fault(
    'members/bad-invitation',
    'this is no invitation; ask the hub for the whole line and pass it unchanged',
  );
}
