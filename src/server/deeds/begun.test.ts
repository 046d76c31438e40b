import { describe, expect, it } from 'vitest';
import { Fault } from '#kit';
import type { SeasonContext } from '#season';
import { openDatabase } from '#store';
import { type Begun, between, finishBegun, openBegun } from './begun.ts';

const DEPOSIT: Begun = { deed: 'deposit', order: { member: 'm1' }, under: 'asked/deposit/a/mint' };
const CLAIM: Begun = { deed: 'claim', order: { member: 'm2' }, under: 'asked/claim/b/' };

/** A season of which only the names of what was sent matter. */
function season(...sent: string[]): SeasonContext {
  const chain = { knowsUnder: (prefix: string) => sent.some((key) => key.startsWith(prefix)) };
  return { chain, log: { warn: () => undefined } } as unknown as SeasonContext;
}

describe('the list of begun deeds', () => {
  it('holds a deed while it is done, and no longer', async () => {
    const list = openBegun(openDatabase(':memory:'));
    await between(season(), list, DEPOSIT, async () => expect(list.left()).toEqual([DEPOSIT]));
    expect(list.left()).toEqual([]);
  });

  it('keeps what failed after something was sent, and only that', async () => {
    const list = openBegun(openDatabase(':memory:'));
    const fail = () => Promise.reject(new Fault('store/disk-full', 'full'));
    await between(season(), list, DEPOSIT, fail).catch(() => undefined);
    expect(list.left()).toEqual([]);
    await between(season(DEPOSIT.under), list, DEPOSIT, fail).catch(() => undefined);
    expect(list.left()).toEqual([DEPOSIT]);
  });

  it('finishes in order what was sent, forgets what was not, and keeps what cannot be asked now', async () => {
    const list = openBegun(openDatabase(':memory:'));
    const done: string[] = [];
    const finish = (it: SeasonContext, error?: Fault) =>
      finishBegun(it, list, async ({ deed }) => {
        if (error) throw error;
        done.push(deed);
      });
    list.begin(DEPOSIT);
    list.begin(CLAIM);
    const both = season(DEPOSIT.under, `${CLAIM.under}holder`);
    await finish(both, new Fault('chain/unreachable', 'gone'));
    expect(list.left()).toEqual([DEPOSIT, CLAIM]);
    await finish(both);
    expect([done, list.left()]).toEqual([['deposit', 'claim'], []]);
    list.begin(DEPOSIT);
    await finish(season());
    expect([done.length, list.left()]).toEqual([2, []]);
    list.begin(DEPOSIT);
    const meta = { error: 'MintClosed' };
    await finish(both, new Fault('chain/reverted', 'refused', { meta }));
    expect(list.left()).toEqual([]);
  });
});
