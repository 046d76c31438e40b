import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, it } from 'vitest';
import { fromHex, seededRandom, toHex } from '#kit';
import { checkEnrolment, enrol, signText, textSignatureHolds, walletAddress } from '#members/keys';
import { openFolder } from './folder.ts';
import { openIdentity, openSecret } from './identity.ts';
import { readInvitation, writeInvitation } from './invitation.ts';
import { MemberMemory } from './memory.ts';
import { nodePrimitives } from './primitives.ts';
import { Roster } from './roster.ts';

const fresh = (): string => mkdtempSync(join(tmpdir(), 'hanse-member-'));
const seed = (name: string): Uint8Array<ArrayBuffer> => seededRandom(name).bytes(32);

describe('a member’s folder', () => {
  it('keeps keys made on first use, for the owner’s eyes only', () => {
    const folder = openFolder(join(fresh(), 'deep', 'folder'));
    const identity = openIdentity(folder.identity);
    expect(statSync(folder.identity).mode & 0o777).toBe(0o600);
    expect(statSync(folder.path).mode & 0o777).toBe(0o700);
    expect(openIdentity(folder.identity)).toEqual(identity);
    expect(readdirSync(folder.path).sort()).toEqual(['data', 'identity.key']);
  });

  it('refuses a damaged key instead of making a new one', () => {
    const folder = openFolder(fresh());
    writeFileSync(folder.wallet, '0x1234');
    expect(() => openSecret(folder.wallet)).toThrow(/holds no key/);
  });

  it('cannot be made where a file stands', () => {
    const file = join(fresh(), 'file');
    writeFileSync(file, '');
    expect(() => openFolder(file)).toThrow(/choose another --dir/);
  });
});

describe('a member’s memory', () => {
  it('remembers across restarts and never changes a fact', () => {
    const path = join(fresh(), 'memory.log');
    const memory = new MemberMemory(path);
    memory.remember('joined/s/1/1', '0xab');
    memory.remember('joined/s/1/1', '0xab');
    expect(() => memory.remember('joined/s/1/1', '0xcd')).toThrow(/another value/);
    memory.close();
    const again = new MemberMemory(path);
    expect(again.recall('joined/s/1/1')).toBe('0xab');
    expect(again.recall('joined/s/1/2')).toBeUndefined();
    again.close();
  });

  it('drops a line torn by a crash and goes on writing after it', () => {
    const path = join(fresh(), 'memory.log');
    const memory = new MemberMemory(path);
    memory.remember('a', { list: [1, 2] });
    memory.close();
    appendFileSync(path, '["b",{"tor');
    const second = new MemberMemory(path);
    expect(second.recall('b')).toBeUndefined();
    second.remember('c', 3);
    second.close();
    const third = new MemberMemory(path);
    expect([third.recall('a'), third.recall('c')]).toEqual([{ list: [1, 2] }, 3]);
    third.close();
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(3);
  });

  it('refuses a log damaged in the middle', () => {
    const path = join(fresh(), 'memory.log');
    writeFileSync(path, '["a",1]\nrubbish\n["b",2]\n');
    expect(() => new MemberMemory(path)).toThrow(/line 2 cannot be read/);
  });
});

describe('wallets', () => {
  it('have the addresses and signatures that viem gives', async () => {
    for (const name of ['a', 'b', 'c']) {
      const key = seed(name);
      const account = privateKeyToAccount(toHex(key));
      expect(walletAddress(key)).toBe(account.address.toLowerCase());
      const text = `Lübeck ${name}`;
      expect(signText(key, text)).toBe(await account.signMessage({ message: text }));
      expect(textSignatureHolds(walletAddress(key), text, signText(key, text))).toBe(true);
      expect(textSignatureHolds(walletAddress(key), `${text}!`, signText(key, text))).toBe(false);
      expect(textSignatureHolds(walletAddress(seed('other')), text, signText(key, text))).toBe(
        false,
      );
    }
  });
});

describe('enrolments', () => {
  const about = { group: 'g', member: 3, name: 'Lübeck 2' };
  const statement = enrol(nodePrimitives, about, { identity: seed('i'), wallet: seed('w') });

  it('hold when both keys signed', () => {
    expect(checkEnrolment(nodePrimitives, structuredClone(statement))).toEqual(statement);
    const bare = enrol(nodePrimitives, about, { identity: seed('i'), wallet: null });
    expect(checkEnrolment(nodePrimitives, bare)).toEqual(bare);
  });

  it.each([
    { field: 'group', value: 'other' },
    { field: 'member', value: 4 },
    { field: 'name', value: 'Riga' },
    { field: 'wallet', value: walletAddress(seed('thief')) },
    { field: 'wallet', value: null },
    { field: 'identity', value: toHex(nodePrimitives.signingKey(seed('thief'))) },
    { field: 'walletSignature', value: signText(seed('w'), 'something else') },
  ])('fail when $field is changed', ({ field, value }) => {
    expect(() => checkEnrolment(nodePrimitives, { ...statement, [field]: value })).toThrow(
      /did not sign/,
    );
  });

  it('survive a restart of the roster', () => {
    const db = new DatabaseSync(':memory:');
    const hub = toHex(nodePrimitives.signingKey(seed('hub')));
    const roster = new Roster(db, 'g', hub);
    const invitation = readInvitation(writeInvitation(roster.invite(3, about.name)));
    expect(invitation).toMatchObject({ group: 'g', seat: 3, hub });
    roster.admit(invitation.secret, statement);
    expect(new Roster(db, 'g', hub).get(3)).toEqual(statement);
    expect(() => roster.invite(3, 'again')).toThrow(/taken/);
    expect(() => roster.get(4)).toThrow(/no member 4/);
    const secrets = db.prepare('SELECT secret FROM seats').all();
    expect(JSON.stringify(secrets)).not.toContain(invitation.secret);
    expect(fromHex(invitation.secret)).toHaveLength(32);
  });

  it('refuse rubbish as invitation', () => {
    for (const text of ['', 'abc', Buffer.from('{"group":1}').toString('base64url')])
      expect(() => readInvitation(text)).toThrow(/no invitation/);
  });
});
