/** What the host may call. Pointers and strides are bytes; the host lays the memory out. */
export { initialise } from './activations';
export { headBackward, headForward, headGradient, headLoss } from './head';
export { lstmBackward, lstmForward, lstmGradient, spreadInput, transposeBlock } from './lstm';
export { adam, clear, momentum, sumOfSquares } from './optimisers';
