/** Observe → predict → decide → guard → execute → record: the agent's mind; its hands are the venue it is given. */
export { consider, type Intent, SLICE_SPACING_MS } from './consider.ts';
export { Memory } from './memory.ts';
export { type Book, type Observation, type Orders } from './observation.ts';
export { checkSlice, type CheckedSlice, type SliceOrder } from './slice.ts';
