/** Windows over rows that overlap: only the rows are kept, a window is gathered when it is used. */
import { Fault } from '#kit';
import { headOf, type NetworkShape } from './shape.ts';

export interface SequenceData {
  /** [R][inputSize] */
  readonly rows: Float32Array;
  /** For each window, the index of its last row. */
  readonly ends: Int32Array;
  /** For each window, its class. */
  readonly labels: Int32Array;
  /** For each window, its `outputs` values; for a head of values. */
  readonly targets?: Float32Array;
}

const checked = new WeakMap<SequenceData, string>();

/**
 * Looks at all of it once for each shape.
 *
 * @throws Fault `models/bad-data` naming the row, window or label that is wrong
 */
export function checkData(shape: NetworkShape, data: SequenceData): void {
  const key = `${shape.inputSize}/${shape.steps}/${shape.outputs}/${headOf(shape)}`;
  if (checked.get(data) === key) return;
  const { rows, ends } = data;
  if (rows.length % shape.inputSize !== 0) {
    refuse(`${rows.length} numbers do not make rows of ${shape.inputSize}; give whole rows`);
  }
  const bad = rows.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const [row, column] = [Math.floor(bad / shape.inputSize), bad % shape.inputSize];
    refuse(`row ${row}, column ${column} is ${rows[bad]}; leave out rows with missing features`);
  }
  const count = rows.length / shape.inputSize;
  for (let i = 0; i < ends.length; i++) checkWindow(shape, count, ends[i]!, `window ${i}`);
  if (headOf(shape) === 'classes') checkLabels(shape, data);
  else checkTargets(shape, data);
  checked.set(data, key);
}

/** @throws Fault `models/bad-data` when the rows of the window are not all there */
export function checkWindow(shape: NetworkShape, count: number, end: number, name: string): void {
  if (!Number.isInteger(end) || end < shape.steps - 1 || end >= count) {
    refuse(
      `${name} ends at row ${end}; with ${shape.steps} steps it must end from ${shape.steps - 1} to ${count - 1}`,
    );
  }
}

function checkLabels(shape: NetworkShape, { ends, labels }: SequenceData): void {
  if (labels.length !== ends.length)
    refuse(`there are ${labels.length} labels for ${ends.length} windows`);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label < 0 || label >= shape.outputs) {
      refuse(`window ${i} has label ${label}; use 0 to ${shape.outputs - 1}`);
    }
  }
}

function checkTargets(shape: NetworkShape, { ends, targets }: SequenceData): void {
  const expected = ends.length * shape.outputs;
  if (targets?.length !== expected) {
    refuse(
      `there are ${targets?.length ?? 0} targets for ${ends.length} windows of ${shape.outputs} values`,
    );
  }
  const bad = targets.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) refuse(`target ${bad} is ${targets[bad]}; leave out windows without a value`);
}

function refuse(message: string): never {
  throw new Fault('models/bad-data', message);
}
