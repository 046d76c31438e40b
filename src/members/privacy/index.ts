/** Differential privacy, counted: accountants, noise, a member's budget. Runs in Node and in a browser. */
export { PrivacyBudget, type PrivacyLimit } from './budget.ts';
export { type Facts, PrivacyLedger, type PrivacyState } from './ledger.ts';
export { type Accountant, discreteGaussian, sigmaFor } from './noise.ts';
export { prvEpsilon, type PrvEpsilon, singleStepDelta } from './prv.ts';
export { type NoiseTable, noiseTable, WORDS_PER_DRAW } from './noise-table.ts';
export { type Keystream, secretRandom } from './secret-random.ts';
export { type NoisyTraining, rdpEpsilon, renyiDivergence, USUAL_ORDERS } from './rdp.ts';
