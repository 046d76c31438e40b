/** Kills a hub, its chain and its members at random moments of a real season: nothing is lost, nothing is done twice. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { SeasonReport } from '#api';
import { seededRandom } from '#kit';
import { freePort, type HubProcess, startHubProcess } from './hub-process.ts';

const SEASON = ['--members', '4', '--rounds', '3', '--days', '2', '--seed', '2'];
const dirs: string[] = [];

function words(dir: string, port: number): string[] {
  return [...SEASON, '--dir', dir, '--port', String(port)];
}

async function folder(): Promise<{ dir: string; port: number }> {
  const dir = mkdtempSync(join(tmpdir(), 'hanse-crash-'));
  dirs.push(dir);
  return { dir, port: await freePort() };
}

/** What must come out the same however often the season was interrupted. */
function essence(report: SeasonReport) {
  return {
    rounds: report.rounds.map(({ round, status, modelHash, lossAfter }) => ({
      ...{ round, status, modelHash, lossAfter },
    })),
    scores: report.members.map(({ id, score, shareWeight, earned, claimed }) => ({
      ...{ id, score, shareWeight, earned, claimed },
    })),
    trades: report.trades.map(({ id, side, amountIn, amountOut, realised }) => ({
      ...{ id, side, amountIn, amountOut, realised },
    })),
    cycles: report.distribution,
    claims: report.claims.map(({ member, kind, amount }) => ({ member, kind, amount })),
    proposal: report.proposal && { state: report.proposal.state, tally: report.proposal.tally },
    vault: report.vault?.nav,
  };
}

async function finish(hub: HubProcess): Promise<SeasonReport> {
  await hub.reached(1);
  const report = await hub.report();
  expect(report.season.status, hub.printed()).toBe('finished');
  const audit = (await hub.ask('/v1/audit')) as { findings: unknown[]; checkpoints: number };
  expect(audit.findings).toEqual([]);
  expect(audit.checkpoints).toBeGreaterThan(2);
  expect(await hub.ask('/v1/scores/verify')).toMatchObject({ ok: true });
  expect(await hub.ask('/v1/vault/verify')).toMatchObject({ ok: true, differences: [] });
  await hub.kill('SIGTERM');
  return report;
}

afterAll(() => {
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
});

describe('crash', () => {
  it(
    'a hub killed at ten random moments plays the same season',
    { timeout: 1_800_000 },
    async () => {
      const calm = await folder();
      const expected = essence(await finish(await startHubProcess(words(calm.dir, calm.port))));
      const { dir, port } = await folder();
      const random = seededRandom('moments to die');
      const moments = Array.from({ length: 10 }, () => 0.02 + 0.94 * random.unit()).sort(
        (a, b) => a - b,
      );
      for (const moment of moments) {
        const hub = await startHubProcess(words(dir, port));
        await hub.reached(moment);
        await new Promise((done) => setTimeout(done, random.below(400)));
        await hub.kill('SIGKILL');
      }
      const report = await finish(await startHubProcess(words(dir, port)));
      expect(essence(report)).toEqual(expected);
      const paid = report.claims.map(({ txHash }) => txHash);
      expect(new Set(paid).size).toBe(paid.length);
      const traded = report.trades.map(({ txHash }) => txHash);
      expect(new Set(traded).size).toBe(traded.length);
    },
  );

  it('a chain killed while the agent trades is brought back', { timeout: 1_800_000 }, async () => {
    const { dir, port } = await folder();
    const hub = await startHubProcess(words(dir, port));
    for (const moment of [0.3, 0.6, 0.8]) {
      await hub.reached(moment);
      const { pid } = JSON.parse(readFileSync(join(dir, 'chain', 'node.json'), 'utf8')) as {
        pid: number;
      };
      process.kill(pid, 'SIGKILL');
    }
    const report = await finish(hub);
    expect(report.trades.length).toBeGreaterThan(0);
  });

  it(
    'a member killed in a round comes back, and the season goes on',
    { timeout: 1_800_000 },
    async () => {
      const { dir, port } = await folder();
      const hub = await startHubProcess(words(dir, port));
      await hub.reached(0.1);
      const numbers = JSON.parse(
        readFileSync(join(dir, 'members', 'logs', 'processes.json'), 'utf8'),
      ) as Record<string, number>;
      process.kill(numbers['m2']!, 'SIGKILL');
      const report = await finish(hub);
      expect(report.rounds.filter((round) => round.status === 'closed')).toHaveLength(3);
      expect(report.members.find((member) => member.id === 'm2')).toMatchObject({ online: true });
    },
  );
});
