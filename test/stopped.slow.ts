/** Stops a hub by Ctrl-C while it learns, votes, trades and shares, and starts it again: the same season, to the unit. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { freePort, startHubProcess } from './hub-process.ts';

const SEASON = ['--members', '3', '--rounds', '1', '--days', '1', '--seed', '7'];
const home = mkdtempSync(join(tmpdir(), 'hanse-stopped-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Plays a season to its end, stopped at each of the moments; what must come out the same. */
async function play(name: string, moments: readonly number[]) {
  const dir = join(home, name);
  const words = [...SEASON, '--dir', dir, '--port', String(await freePort())];
  for (const moment of moments) {
    const hub = await startHubProcess(words);
    await hub.reached(moment);
    hub.child.kill('SIGINT');
    expect(await hub.ended, hub.printed()).toBe(0);
    expect(hub.printed()).toMatch(/stopped by SIGINT; start again to go on\n$/);
    // The chain's node went with the hub, after its state was written.
    expect(existsSync(join(dir, 'chain', 'node.json'))).toBe(false);
  }
  const hub = await startHubProcess(words);
  await hub.reached(1);
  const { season, rounds, members, trades, distribution, claims, statements, vault } =
    await hub.report();
  expect(season.status, hub.printed()).toBe('finished');
  expect((await hub.ask('/v1/audit')) as object).toMatchObject({ findings: [] });
  await hub.kill('SIGINT');
  return {
    rounds: rounds.map(({ round, status, modelHash, lossAfter }) => ({
      ...{ round, status, modelHash, lossAfter },
    })),
    members: members.map(({ id, score, shareWeight, deposited, earned, claimed }) => ({
      ...{ id, score, shareWeight, deposited, earned, claimed },
    })),
    trades: trades.map(({ id, side, amountIn, amountOut, realised }) => ({
      ...{ id, side, amountIn, amountOut, realised },
    })),
    claims: claims.map(({ member, kind, amount }) => ({ member, kind, amount })),
    cycles: distribution.cycles.map(({ day, realised, distributed, split }) => ({
      ...{ day, realised, distributed, split },
    })),
    statements,
    nav: vault?.nav,
  };
}

describe('a hub stopped by Ctrl-C', () => {
  it('goes on where it stopped, and ends the same', { timeout: 1_800_000 }, async () => {
    const stopped = await play('stopped', [0.08, 0.48, 0.6, 0.85]);
    expect(stopped.trades.length + stopped.statements.length).toBeGreaterThan(1);
    expect(stopped).toEqual(await play('calm', []));
  });
});
