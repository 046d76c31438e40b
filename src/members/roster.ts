/** Who belongs to the group, as the hub keeps it: seats offered by invitation, taken by signed enrolments. */
import type { DatabaseSync } from 'node:sqlite';
import { canonicalJson, Fault, fromHex, type Hex, toHex } from '#kit';
import { checkEnrolment, type Enrolment } from '#members/keys';
import { type Invitation } from './invitation.ts';
import { nodePrimitives } from './primitives.ts';

/** The roster in the hub's database. */
export class Roster {
  readonly #database: DatabaseSync;
  readonly #group: string;
  readonly #hub: Hex;
  readonly #members = new Map<number, Enrolment>();

  constructor(database: DatabaseSync, group: string, hub: Hex) {
    this.#database = database;
    this.#group = group;
    this.#hub = hub;
    database.exec(`
      CREATE TABLE IF NOT EXISTS seats (seat INTEGER PRIMARY KEY, name TEXT NOT NULL, secret TEXT NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS enrolments (member INTEGER PRIMARY KEY, statement TEXT NOT NULL) STRICT;
    `);
    for (const row of database.prepare('SELECT statement FROM enrolments').all()) {
      const statement = JSON.parse(row['statement'] as string) as Enrolment;
      this.#members.set(statement.member, statement);
    }
  }

  /**
   * Offers a seat. A seat offered again gets a new secret; one that is taken cannot be offered.
   *
   * @throws Fault `members/seat-taken`.
   */
  invite(seat: number, name: string): Invitation {
    if (this.#members.has(seat)) throw taken(seat);
    const secret = nodePrimitives.randomBytes(32);
    this.#database
      .prepare('INSERT OR REPLACE INTO seats (seat, name, secret) VALUES (?, ?, ?)')
      .run(seat, name, hashOfSecret(secret));
    return { group: this.#group, seat, name, hub: this.#hub, secret: toHex(secret) };
  }

  /**
   * Takes a seat with the secret of its invitation. The same statement again is fine, so that a lost answer can be asked anew.
   *
   * @throws Fault `members/not-invited`, `members/seat-taken`, or what {@link checkEnrolment} throws.
   */
  admit(secret: Hex, given: unknown): Enrolment {
    const enrolment = checkEnrolment(nodePrimitives, given);
    const seat = this.#database.prepare('SELECT * FROM seats WHERE seat = ?').get(enrolment.member);
    const invited =
      seat?.['secret'] === hashOfSecret(fromHex(secret)) &&
      seat['name'] === enrolment.name &&
      enrolment.group === this.#group;
    if (!invited) {
      const why = `no invitation to seat ${enrolment.member} as ${enrolment.name} has this secret; ask the hub for one`;
      throw new Fault('members/not-invited', why, { meta: { member: enrolment.member } });
    }
    const statement = canonicalJson(enrolment);
    const present = this.#members.get(enrolment.member);
    if (present && canonicalJson(present) !== statement) throw taken(enrolment.member);
    for (const other of this.#members.values()) {
      if (other.member !== enrolment.member && other.identity === enrolment.identity) {
        throw new Fault(
          'members/identity-taken',
          `member ${other.member} already uses this identity key; each member makes its own`,
        );
      }
    }
    if (!present) {
      this.#database
        .prepare('INSERT INTO enrolments (member, statement) VALUES (?, ?)')
        .run(enrolment.member, statement);
      this.#members.set(enrolment.member, enrolment);
    }
    return enrolment;
  }

  /** All members by ascending number. */
  list(): Enrolment[] {
    return [...this.#members.values()].sort((a, b) => a.member - b.member);
  }

  /** @throws Fault `members/unknown`. */
  get(member: number): Enrolment {
    const found = this.#members.get(member);
    if (!found) {
      throw new Fault('members/unknown', `no member ${member} is enrolled; enrol it first`, {
        meta: { member },
      });
    }
    return found;
  }
}

function hashOfSecret(secret: Uint8Array): Hex {
  return toHex(nodePrimitives.digest(secret));
}

function taken(seat: number): Fault {
  return new Fault('members/seat-taken', `seat ${seat} is taken; offer a free one`, {
    meta: { seat },
  });
}
