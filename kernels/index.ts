/** What the host may call. Pointers and strides are bytes; the host lays the memory out. */
export { initialise } from './activations';
export { convolveBackward, convolveForward, convolveGradient, placeInput, placeLast, rectifyBackward, transposePanel } from './dense';
export { drawMask } from './dropout';
export { headBackward, headForward, headGradient, headLoss } from './head';
export { adam, clear, momentum, scale, sumOfSquares } from './optimisers';
export { clearUnread, recurrentBackward, recurrentForward, recurrentGradient, recurrentRowsGradient, spreadInput, transposeBlock } from './recurrent';
