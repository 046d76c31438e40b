import { checkColumns, checkPeriod, columnOf } from './column.ts';
import { shareOfGains } from './share.ts';

/**
 * MFI: share of the money that flowed at a rising typical price, 0 to 100; 0 where none flowed. Look-back `period`.
 * TA-Lib gives 0 wherever the flow of a window is below 1, which depends on the unit of price and volume; here only for no flow.
 */
export function mfi(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
  period: number,
): Float64Array<ArrayBuffer> {
  checkPeriod('mfi', period);
  checkColumns('mfi', high, low, close, volume);
  const n = close.length;
  const flow = columnOf(n, 1);
  let before = n > 0 ? (high[0] + low[0] + close[0]) / 3 : 0;
  for (let i = 1; i < n; i++) {
    const typical = (high[i] + low[i] + close[i]) / 3;
    const sign = Number(typical > before) - Number(typical < before);
    flow[i] = sign * typical * volume[i];
    before = typical;
  }
  const out = shareOfGains(flow, period, 1);
  for (let i = period; i < n; i++) out[i] *= 100;
  return out;
}
