/** Where candles come from on a machine with files. Node only. */
export { readCandles, type FeedOptions } from './file.ts';
