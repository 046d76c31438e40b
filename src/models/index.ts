/** Networks, training, evaluation and calibration. Knows no market. */
export {
  type Autoregression,
  type AutoregressionOptions,
  autoregressiveProbabilities,
  fitAutoregression,
  forecastSum,
} from './autoregressive.ts';
export { calibrate, type Calibration, fitCalibration } from './calibration.ts';
export { checkData, type SequenceData } from './data.ts';
export { fit, type Fit, type FitOptions } from './fit.ts';
export { toOnnx } from './onnx.ts';
export type { Optimiser } from './optimiser.ts';
export { type Check, type ReferenceReport, verifyReference } from './reference.ts';
export { type Reliability, reliability, type ReliabilityBin } from './reliability.ts';
export { fromSafetensors, type SavedModel, toSafetensors } from './safetensors.ts';
export {
  checkShape,
  type LstmShape,
  type NetworkShape,
  parameterCount,
  type TensorPlace,
  tensorPlaces,
} from './shape.ts';
export { lossBeyondPrior } from './prior.ts';
export { type LocalTrainer, train, type Training, type TrainOptions, updates } from './train.ts';
export {
  type BoundedSum,
  type Evaluation,
  openTrainer,
  type StepOptions,
  type Trainer,
  type TrainerOptions,
} from './trainer.ts';
export { checkWeights, initialWeights } from './weights.ts';
