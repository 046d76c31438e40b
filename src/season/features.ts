import { type CandleSeries, type FeatureRows, featureRows } from '#market';

const known = new WeakMap<CandleSeries, FeatureRows>();

/** The features of a public series, made once: the hub asks for them in each of its steps. */
export function featuresOf(series: CandleSeries): FeatureRows {
  const features = known.get(series) ?? featureRows(series);
  known.set(series, features);
  return features;
}
