/** A member's statement of who it is: a seat, an identity key and, where it has one, the wallet both keys vouch for. */
import { type Address, canonicalJson, Fault, type Hex, toHex } from '#kit';
import type { Primitives } from './primitives.ts';
import { isHex, signatureHolds, signValue } from './sign.ts';
import { signText, textSignatureHolds, walletAddress } from './wallet.ts';

/** What is stated. */
export interface EnrolmentClaim {
  readonly group: string;
  /** The member's number in the roster, from 0; score leaves use it. */
  readonly member: number;
  readonly name: string;
  readonly identity: Hex;
  readonly wallet: Address | null;
}

/** The statement with the signatures of both keys. */
export interface Enrolment extends EnrolmentClaim {
  readonly signature: Hex;
  readonly walletSignature: Hex | null;
}

const PURPOSE = 'enrolment';
const MAX_MEMBERS = 1 << 20;

/** Makes the statement; the wallet key signs the same canonical text as the identity. */
export function enrol(
  primitives: Primitives,
  about: { group: string; member: number; name: string },
  keys: { identity: Uint8Array; wallet: Uint8Array | null },
): Enrolment {
  const claim: EnrolmentClaim = {
    group: about.group,
    member: about.member,
    name: about.name,
    identity: toHex(primitives.signingKey(keys.identity)),
    wallet: keys.wallet ? walletAddress(keys.wallet) : null,
  };
  return {
    ...claim,
    signature: signValue(primitives, keys.identity, PURPOSE, claim),
    walletSignature: keys.wallet ? signText(keys.wallet, walletText(claim)) : null,
  };
}

/**
 * Checks a statement that came from outside and returns it with nothing added.
 *
 * @throws Fault `members/bad-enrolment` where a field has a wrong form, `members/bad-signature` where a key did not sign.
 */
export function checkEnrolment(primitives: Primitives, given: unknown): Enrolment {
  const { group, member, name, identity, wallet, signature, walletSignature } = fieldsOf(given);
  const claim: EnrolmentClaim = { group, member, name, identity, wallet };
  if (!signatureHolds(primitives, identity, PURPOSE, claim, signature)) {
    throw badSignature(member, 'identity key');
  }
  if (wallet !== null && !textSignatureHolds(wallet, walletText(claim), walletSignature ?? '')) {
    throw badSignature(member, `wallet ${wallet}`);
  }
  return { ...claim, signature, walletSignature };
}

function fieldsOf(given: unknown): Enrolment {
  const it = (given ?? {}) as Partial<Enrolment>;
  const { group, member, name, identity, wallet, signature } = it;
  if (typeof group !== 'string' || group.length === 0 || group.length > 64)
    throw bad('group', group);
  if (!Number.isInteger(member) || member! < 0 || member! >= MAX_MEMBERS)
    throw bad('member', member);
  if (typeof name !== 'string' || !/^[\p{L}\p{N}_ .-]{1,40}$/u.test(name)) throw bad('name', name);
  if (!isHex(identity, 32)) throw bad('identity', identity);
  if (wallet !== null && !isHex(wallet, 20)) throw bad('wallet', wallet);
  if (!isHex(signature, 64)) throw bad('signature', signature);
  const walletSignature = wallet === null ? null : it.walletSignature;
  if (walletSignature !== null && !isHex(walletSignature, 65)) {
    throw bad('walletSignature', walletSignature);
  }
  return { group, member: member!, name, identity, wallet, signature, walletSignature };
}

function walletText(claim: EnrolmentClaim): string {
  return `I join a Hanse group with this wallet and this identity key.\n${canonicalJson(claim)}`;
}

function bad(field: string, value: unknown): Fault {
  const shown = String(value).slice(0, 60);
  return new Fault(
    'members/bad-enrolment',
    `${field} "${shown}" has a wrong form; make the enrolment with "hanse member run"`,
    { meta: { field } },
  );
}

function badSignature(member: number, key: string): Fault {
  return new Fault(
    'members/bad-signature',
    `the ${key} did not sign the enrolment of member ${member}; enrol again with the member's own keys`,
    { meta: { member } },
  );
}
