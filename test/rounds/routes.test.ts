import { describe, expect, it } from 'vitest';
import { toHex } from '#kit';
import { nodePrimitives } from '#members';
import { enrol, signValue } from '#members/keys';
import {
  encodeUpdate,
  Party,
  planId,
  type SignedOutcome,
  signOutcome,
  type SignedPlan,
  type SignedTask,
  writeFrame,
} from '#rounds/member';
import { roundRoutes } from '../../src/server/rounds.ts';
import { ENCODING, GROUP, openWorld, seedOf } from './world.ts';

/** A hub with four members whose first round waits for keys. */
async function openHub() {
  const world = openWorld({
    members: 4,
    engine: {
      attempts: 1,
      deadlines: { join: 60_000, step: 60_000 },
      patience: { broken: 60_000, unseen: 60_000 },
    },
  });
  const app = roundRoutes({
    engine: world.engine,
    desk: world.desk,
    roster: world.roster,
    wait: 50,
    parameters: 50,
  });
  const result = world.engine.runRound(world.request(1));
  const authorization = (
    member: number,
    method: string,
    path: string,
    at = Date.now(),
    seed = seedOf(`member ${member}`),
  ): string =>
    `Hanse ${member}.${at}.${signValue(nodePrimitives, seed, 'request', { method, path, member, at })}`;
  const call = async (
    member: number,
    method: string,
    path: string,
    body?: BodyInit,
    header?: string,
  ) => {
    const headers = { authorization: header ?? authorization(member, method, path) };
    const response = await app.request(`http://hub${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const json =
      text && response.headers.get('content-type')?.includes('json')
        ? (JSON.parse(text) as Record<string, never>)
        : undefined;
    return { status: response.status, code: json?.['code'] as string | undefined, json };
  };
  const task = (await call(1, 'GET', '/v1/members/1/next?hand=work')).json as unknown as SignedTask;
  const { plan } = task.task.input as unknown as SignedPlan;
  const id = planId(nodePrimitives, plan);
  const party = (member: number, on = plan): Party =>
    new Party({
      primitives: nodePrimitives,
      plan: on,
      member,
      identity: seedOf(`member ${member}`),
      admit: () => undefined,
      beforeReveal: () => undefined,
    });
  return { world, app, call, authorization, id, plan, party, result };
}

describe('routes for members', () => {
  it('refuse requests that are unsigned, signed by another, for another path, or old', async () => {
    const { call, authorization } = await openHub();
    const path = '/v1/members/2/next?hand=work';
    const tries = [
      'nonsense',
      authorization(1, 'GET', path),
      authorization(2, 'GET', '/v1/members/3/next?hand=work'),
      authorization(2, 'GET', '/v1/members/2/next?hand=sign'),
      authorization(2, 'POST', path),
      authorization(2, 'GET', path, Date.now() - 3_600_000),
      authorization(2, 'GET', path, Date.now(), seedOf('somebody')),
    ];
    for (const header of tries)
      expect((await call(2, 'GET', path, undefined, header)).code).toBe('http/unauthorised');
    expect((await call(2, 'GET', path)).status).toBe(200);
    for (const other of ['/v1/members/2/next', '/v1/members/2/next?hand=left'])
      expect((await call(2, 'GET', other)).code).toBe('rounds/malformed');
    expect((await call(9, 'GET', '/v1/members/9/next?hand=work')).code).toBe('members/unknown');
  });

  it('refuse messages with a code each, and take the right one afterwards', async () => {
    const { call, id, plan, party, world } = await openHub();
    const post = (member: number, step: string, body: BodyInit, on = id) =>
      call(member, 'POST', `/v1/rounds/${on}/${step}`, body);
    const right = await party(1).keys();
    const codes = async (...tries: [BodyInit, string?][]) => {
      const found: (string | undefined)[] = [];
      for (const [body, on] of tries)
        found.push((await post(1, 'keys', body, (on ?? id) as never)).code);
      return found;
    };
    expect(
      await codes(
        ['{'],
        ['null'],
        ['{"member":"1"}'],
        [JSON.stringify({ ...right, sealKey: '0x12' })],
        [JSON.stringify({ ...right, sealKey: right.maskKey })],
        [JSON.stringify({ ...right, signature: `0x${'00'.repeat(64)}` })],
        [JSON.stringify(await party(1, { ...plan, round: 2 }).keys())],
        [JSON.stringify(right), toHex(seedOf('no plan'))],
        ['x'.repeat(5 * 1024 * 1024)],
      ),
    ).toEqual([
      'rounds/malformed',
      'rounds/malformed',
      'rounds/malformed',
      'rounds/malformed',
      'rounds/bad-signature',
      'rounds/bad-signature',
      'rounds/bad-signature',
      'rounds/unknown-round',
      'rounds/too-large',
    ]);
    expect((await post(1, 'keys', JSON.stringify(right))).status).toBe(200);
    expect((await post(1, 'keys', JSON.stringify(right))).status).toBe(200);
    expect((await post(1, 'keys', JSON.stringify(await party(1).keys()))).code).toBe(
      'rounds/repeated',
    );
    expect(
      (await post(1, 'shares', JSON.stringify({ member: 1, signature: right.signature }))).code,
    ).toBe('rounds/not-yet');
    expect(world.engine.archive.lines(id)).toHaveLength(1);
  });

  it('refuse vectors that are late, oversized, of wrong length, altered or with a loss that is no number', async () => {
    const { call, id, party } = await openHub();
    const parties = [1, 2, 3, 4].map((member) => party(member));
    const post = (member: number, step: string, body: BodyInit) =>
      call(member, 'POST', `/v1/rounds/${id}/${step}`, body);
    for (const [i, one] of parties.entries())
      await post(i + 1, 'keys', JSON.stringify(await one.keys()));
    const view = (member: number, name: string) =>
      call(member, 'GET', `/v1/rounds/${id}/${name}?member=${member}`);
    for (const [i, one] of parties.entries()) {
      const { json } = await view(i + 1, 'cohort');
      const shares = await one.shares(json as never);
      if (i === 0) {
        const [[other, sealed]] = Object.entries(shares.sealed) as [[string, string]];
        const { [other]: _, ...fewer } = shares.sealed;
        const wrong = [
          { sealed: null },
          { sealed: fewer },
          { sealed: { ...fewer, '2e0': sealed } },
          { sealed: { ...fewer, [other]: '0x12' } },
          { sealed: { ...fewer, [other]: 7 } },
          { commitment: {} },
        ];
        for (const change of wrong) {
          const { code } = await post(1, 'shares', JSON.stringify({ ...shares, ...change }));
          expect(code).toBe('rounds/malformed');
        }
        const long = JSON.stringify({ ...shares, more: 'x'.repeat(70_000) });
        expect((await post(1, 'shares', long)).code).toBe('rounds/too-large');
      }
      await post(i + 1, 'shares', JSON.stringify(shares));
    }
    const { json } = await view(1, 'senders');
    const { message, packed } = await parties[0]!.input(
      json as never,
      new Int32Array(56),
      1_000_000,
    );
    const input = (
      header: unknown,
      bytes: Uint8Array,
    ): Promise<{ code: string | undefined; status: number }> =>
      post(1, 'input', writeFrame(header, bytes));
    const altered = packed.slice();
    altered[3]! ^= 1;
    expect((await input(message, packed.subarray(20))).code).toBe('rounds/bad-length');
    expect((await input(message, new Uint8Array(5000))).code).toBe('rounds/too-large');
    expect((await input(message, altered)).code).toBe('rounds/malformed');
    expect((await input({ ...message, lossMicro: null }, packed)).code).toBe(
      'rounds/bad-signature',
    );
    expect((await input({ ...message, lossMicro: 0.5 }, packed)).code).toBe('rounds/not-finite');
    expect((await input({ ...message, lossMicro: 'NaN' }, packed)).code).toBe('rounds/not-finite');
    expect((await post(1, 'input', 'no frame')).code).toBe('rounds/malformed');
    expect((await post(1, 'keys', JSON.stringify(await party(1).keys()))).code).toBe(
      'rounds/repeated',
    );
    expect((await input(message, packed)).status).toBe(200);
    expect(
      (
        await post(
          1,
          'shares',
          JSON.stringify({ member: 1, signature: message.signature, sealed: {} }),
        )
      ).code,
    ).toBe('rounds/late');
    expect((await view(1, 'survivors')).status).toBe(204);
  });

  it('take the outcome of a task from the member that signed it, and from nobody else', async () => {
    const { call, world } = await openHub();
    const { desk } = world;
    desk.put({ id: 'x', member: 2, kind: 'privacy', input: 'now' });
    const outcome = { value: 'mine' };
    const sign = (member: number, seed: number, id = 'x'): SignedOutcome =>
      signOutcome(nodePrimitives, seedOf(`member ${seed}`), { id, member, outcome });
    const post = async (from: number, signed: unknown): Promise<string | number> => {
      const path = `/v1/members/${from}/outcomes`;
      const { status, code } = await call(from, 'POST', path, JSON.stringify(signed));
      return code ?? status;
    };
    expect(await post(2, sign(2, 3))).toBe('rounds/bad-signature');
    expect(await post(2, { ...sign(2, 2), outcome: { value: 'yours' } })).toBe(
      'rounds/bad-signature',
    );
    expect(await post(3, sign(2, 2))).toBe('rounds/malformed');
    expect(await post(3, sign(3, 3))).toBe('rounds/unknown-task');
    expect(await post(2, sign(2, 2, 'y'))).toBe('rounds/unknown-task');
    expect(desk.outcome('x')).toBeUndefined();
    expect(await post(2, sign(2, 2))).toBe(200);
    expect(desk.outcome('x')).toEqual(outcome);
  });

  it('refuse reveals of other shares than those asked', async () => {
    const { call, id, party, world } = await openHub();
    const parties = [1, 2, 3, 4].map((member) => party(member));
    const post = (member: number, step: string, body: BodyInit) =>
      call(member, 'POST', `/v1/rounds/${id}/${step}`, body);
    const view = async (member: number, name: string): Promise<never> =>
      (await call(member, 'GET', `/v1/rounds/${id}/${name}?member=${member}`)).json as never;
    const each = async (act: (one: Party, member: number) => Promise<unknown>): Promise<void> => {
      for (const [i, one] of parties.entries()) await act(one, i + 1);
    };
    await each(async (one, m) => post(m, 'keys', JSON.stringify(await one.keys())));
    await each(async (one, m) => {
      const shares = await one.shares(await view(m, 'cohort'));
      await post(m, 'shares', JSON.stringify(shares));
      if (m === 4) return;
      // What a step is answered with stays.
      const other = { ...shares, signature: `0x${'00'.repeat(64)}` };
      expect((await post(m, 'shares', JSON.stringify(other))).code).toBe('rounds/repeated');
    });
    await each(async (one, m) => {
      const senders = await view(m, 'senders');
      const vector = encodeUpdate(new Float32Array(50), 10, ENCODING, 4);
      const { message, packed } = await one.input(senders, vector, null);
      await post(m, 'input', writeFrame(message, packed));
    });
    await each(async (one, m) =>
      post(m, 'consent', JSON.stringify(await one.consent(await view(m, 'survivors')))),
    );
    const reveal = await parties[0]!.reveal(await view(1, 'ask'));
    const { 2: _left, ...fewer } = reveal.seedShares as Record<string, `0x${string}`>;
    const wrong = [
      { seedShares: fewer },
      { seedShares: { ...reveal.seedShares, 9: reveal.seedShares['2'] } },
      { seedShares: { ...reveal.seedShares, 2: '0x12' } },
      { secretShares: { 3: reveal.seedShares['3'] } },
    ];
    for (const change of wrong) {
      const { signature: _old, ...body } = { ...reveal, ...change };
      const codes = await post(1, 'reveal', JSON.stringify({ ...body, signature: _old }));
      expect(codes.code).toBe('rounds/malformed');
    }
    expect((await post(1, 'reveal', JSON.stringify(reveal))).status).toBe(200);
    expect(world.engine.archive.record('s1', 1)).toBeUndefined();
  });

  it('give a seat for an invitation once, to whom it was given', async () => {
    const { app, world } = await openHub();
    const post = async (body: unknown): Promise<string | number> => {
      const response = await app.request('http://hub/v1/members', {
        method: 'POST',
        body: JSON.stringify(body),
      });
      return response.ok ? response.status : ((await response.json()) as { code: string }).code;
    };
    const { secret } = world.roster.invite(7, 'Lübeck');
    const statement = (seed: string, about: object = {}) =>
      enrol(
        nodePrimitives,
        { group: GROUP, member: 7, name: 'Lübeck', ...about },
        { identity: seedOf(seed), wallet: seedOf('w') },
      );
    expect(await post({ secret: toHex(seedOf('guess')), enrolment: statement('new') })).toBe(
      'members/not-invited',
    );
    expect(await post({ secret, enrolment: statement('new', { member: 8 }) })).toBe(
      'members/not-invited',
    );
    expect(await post({ secret, enrolment: statement('new', { name: 'Riga' }) })).toBe(
      'members/not-invited',
    );
    expect(
      await post({ secret, enrolment: { ...statement('new'), wallet: `0x${'11'.repeat(20)}` } }),
    ).toBe('members/bad-signature');
    expect(
      await post({
        secret,
        enrolment: { ...statement('new'), walletSignature: `0x${'11'.repeat(65)}` },
      }),
    ).toBe('members/bad-signature');
    expect(await post({ secret, enrolment: { ...statement('new'), name: '<b>' } })).toBe(
      'members/bad-enrolment',
    );
    expect(await post({ secret, enrolment: statement('member 1') })).toBe('members/identity-taken');
    expect(await post({ secret, enrolment: statement('new') })).toBe(200);
    expect(await post({ secret, enrolment: statement('new') })).toBe(200);
    expect(await post({ secret, enrolment: statement('other') })).toBe('members/seat-taken');
    expect(await post({ secret: 'x' })).toBe('rounds/malformed');
  });
});
