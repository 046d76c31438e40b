import { describe, expect, it } from 'vitest';
import { sha256, toHex } from '#kit';
import { nodePrimitives } from '#members';
import { replayRound, writeWeights } from '#rounds';
import { openWorld, seedOf } from './world.ts';

async function played() {
  const world = openWorld({ members: 8 });
  world.citizens[5]!.tamper = (door) => ({
    ...door,
    submit: (plan, it) =>
      it.step === 'input' ? Promise.reject(new Error('dead')) : door.submit(plan, it),
  });
  const result = await world.round(1);
  const { engine, blobs, kept, db } = world;
  const source = {
    primitives: nodePrimitives,
    archive: engine.archive,
    blobs,
    roster: world.roster.list(),
  };
  return { world, result, source, kept, db };
}

describe('replaying a round', () => {
  it('gives the same model from stored vectors and reveals', async () => {
    const { source, result } = await played();
    const replay = await replayRound(source, 's1', 1);
    expect(replay.problems).toEqual([]);
    expect(replay.model).toBe(sha256(writeWeights(result.weights)));
    expect(replay.model).toBe(result.record.after.hash);
    expect(replay.vectors).toBe(7);
    expect(replay.messages).toBeGreaterThan(8 + 8 + 7 + 6 + 6 - 1);
  });

  it('notices an altered vector, message or record', async () => {
    const vector = await played();
    const [cid, bytes] = [...vector.kept].find(([, it]) => it.length === 7 * 20)!;
    vector.kept.set(
      cid,
      bytes.map((byte, i) => (i === 9 ? byte ^ 1 : byte)),
    );
    expect((await replayRound(vector.source, 's1', 1)).problems.join()).toContain(
      'does not have the hash it signed',
    );

    const message = await played();
    message.db.exec(
      `UPDATE round_lines SET line = replace(line, '"lossMicro":1000000', '"lossMicro":999999')`,
    );
    expect((await replayRound(message.source, 's1', 1)).problems.join()).toContain('did not sign');

    const record = await played();
    const lie = toHex(seedOf('a lie'));
    record.db
      .prepare('UPDATE round_records SET record = replace(record, ?, ?)')
      .run(record.result.record.after.hash, lie);
    const { problems } = await replayRound(record.source, 's1', 1);
    expect(problems).toEqual([
      `the model comes out as ${record.result.record.after.hash}; ${lie} is recorded`,
    ]);
    await expect(replayRound(record.source, 's1', 2)).rejects.toMatchObject({
      code: 'rounds/no-record',
    });
  });
});
