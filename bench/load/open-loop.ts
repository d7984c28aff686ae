import { Worker } from 'node:worker_threads';

export interface Pace {
  readonly perSecond: number;
  readonly seconds: number;
}

/**
 * Begins something at a constant pace, however long each takes. What is late, because the machine or the one before was
 * busy, is timed from when it should have begun: else a stall would be counted once and not for all that it held up
 * (coordinated omission: Gil Tene, "How NOT to Measure Latency", https://github.com/giltene/wrk2#readme).
 *
 * @param begin gets the number, from 0, and the time by `performance.now()` at which it should begin
 */
export async function openLoop(
  pace: Pace,
  begin: (number: number, intendedAt: number) => Promise<unknown>,
): Promise<void> {
  const pacer = new Worker(new URL('./pacer.mjs', import.meta.url), { workerData: pace });
  const begun: Promise<unknown>[] = [];
  await new Promise<void>((resolve, reject) => {
    // Threads count from origins of their own.
    pacer.on('message', (intendedAt: number) => {
      const work = begin(begun.length, intendedAt - performance.timeOrigin);
      // What fails early is told at the end, by the `all` below.
      work.catch(() => undefined);
      begun.push(work);
    });
    pacer.once('error', reject);
    pacer.once('exit', () => resolve());
  });
  await Promise.all(begun);
}
