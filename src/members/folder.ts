/** A member's own folder: which file lies where. The hub never opens it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '#kit';

/** Paths of everything a member keeps. */
export interface MemberFolder {
  readonly path: string;
  /** Ed25519 seed, hex; mode 0600. */
  readonly identity: string;
  /** secp256k1 wallet key, hex; mode 0600. */
  readonly wallet: string;
  /** Key of the noise in private training, hex; mode 0600. */
  readonly noise: string;
  /** The member's privacy limit, where it chose one. */
  readonly privacy: string;
  /** Which hub, group and seat this folder belongs to. */
  readonly membership: string;
  /** The invitation, from before the seat is taken until the membership is kept: an answer lost on the way is asked for anew. */
  readonly invitation: string;
  /** What the member must not forget: see {@link MemberMemory}. */
  readonly memory: string;
  /** Its candles. */
  readonly data: string;
}

/**
 * Opens the folder, made with mode 0700 where it is absent.
 *
 * @throws Fault `members/folder` where it cannot be made.
 */
export function openFolder(path: string): MemberFolder {
  const data = join(path, 'data');
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const why = `cannot make the member folder ${path}: ${(cause as Error).message}; choose another --dir`;
    throw new Fault('members/folder', why, { cause });
  }
  return {
    path,
    identity: join(path, 'identity.key'),
    wallet: join(path, 'wallet.key'),
    noise: join(path, 'noise.key'),
    privacy: join(path, 'privacy.json'),
    membership: join(path, 'membership.json'),
    invitation: join(path, 'invitation'),
    memory: join(path, 'memory.log'),
    data,
  };
}
