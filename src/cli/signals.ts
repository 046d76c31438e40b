const NAMES = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** A terminal tells everyone in its group, and the launcher passes on what it was told: within this time it is one request. */
const SAME_MS = 1000;

/**
 * Settles with the first signal that asks this process to end, and keeps it from ending before its work is put in order. Whoever
 * asks again later does not want to wait: the process ends at once.
 */
export function askedToStop(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let first: number | undefined;
    for (const name of NAMES) {
      process.on(name, () => {
        first ??= performance.now();
        if (performance.now() - first > SAME_MS) process.exit(1);
        resolve(name);
      });
    }
  });
}
