/** The sum without secrets: float32 vectors added up in float64, as a hub does that sees every update. */

/** Processor milliseconds to add up `members` vectors of `parameters` floats. */
export function plainSum(members: number, parameters: number): number {
  const vectors = Array.from({ length: 8 }, (_, v) =>
    Float32Array.from({ length: parameters }, (_, i) => Math.sin(i + v)),
  );
  const sum = new Float64Array(parameters);
  const before = process.threadCpuUsage();
  for (let member = 0; member < members; member++) {
    const vector = vectors[member % vectors.length]!;
    for (let i = 0; i < parameters; i++) sum[i]! += vector[i]!;
  }
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
