/** The agent follows the model that the group has activated: it loads its bytes where the hub has them, and trades nothing where not. */
import { readModel } from '#chain';
import { Fault, type Hex, sha256, toFault } from '#kit';
import { parameterCount } from '#models';
import { readWeights } from '#rounds';
import { weightsIn } from '#rounds/strategies';
import { now, type SeasonContext } from './context.ts';
import type { Examiner } from './examiner.ts';
import { openOracle } from './oracle.ts';
import { calibrated } from './ready.ts';
import type { Desk } from './trade.ts';

/**
 * The desk with the activated model at hand, calibrated on the validation days like any. Where it cannot be had the desk stays as it
 * is: its oracle is of another model than its orders, so it trades nothing. Either is journaled once.
 */
export async function followModel(
  season: SeasonContext,
  examiner: Examiner,
  desk: Desk,
): Promise<Desk> {
  const { modelHash: hash } = desk.orders;
  if (desk.oracle.modelHash === hash || season.record.find(missing(hash))) return desk;
  try {
    const { cid, weights } = await weightsOf(season, examiner, hash);
    const calibration = calibrated(season, examiner, weights);
    const oracle = await openOracle(season, examiner.lesson, { hash, weights, calibration });
    await desk.oracle.close();
    noteLoaded(season, { hash, cid });
    return { ...desk, oracle };
  } catch (error) {
    season.check();
    const { code, message } = toFault(error);
    const data = { hash, code, reason: message };
    season.record.once(missing(hash), 'model/missing', data, now(season));
    return desk;
  }
}

async function weightsOf(
  season: SeasonContext,
  { lesson }: Examiner,
  hash: Hex,
): Promise<{ cid: string; weights: Float32Array }> {
  const { status } = await readModel(season, hash);
  if (status !== 'active')
    throw new Fault('season/model-not-active', `model ${hash} is ${status} in the register`);
  const cid = season.engine.archive.model(hash);
  if (!cid) {
    throw new Fault(
      'season/model-missing',
      `the hub has no bytes of model ${hash}; the agent stands still until a vote activates one of this season's rounds`,
    );
  }
  const bytes = await season.blobs.get(cid);
  if (sha256(bytes) !== hash)
    throw new Fault('season/model-damaged', `the kept bytes of model ${hash} have another hash`);
  return { cid, weights: weightsIn(readWeights(bytes), parameterCount(lesson.shape)) };
}

/** Once for each time that another model came; a hub that was started again loads the same one without a word. */
function noteLoaded({ record, journal, chain }: SeasonContext, data: { hash: Hex; cid: string }) {
  const kind = 'model/loaded';
  const [last] = journal.last(1, [kind]);
  if (last?.data['hash'] === data.hash) return;
  record.once(`${kind}/${last?.seq ?? 0}`, kind, data, now({ chain }));
}

function missing(hash: Hex): string {
  return `model/missing/${hash}`;
}
