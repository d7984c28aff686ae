import { parentPort, workerData } from 'node:worker_threads';

/**
 * A thread that says when the next is due. It sleeps in the kernel, which wakes it within some microseconds; a timer of
 * the event loop is up to a millisecond late, and more than that is what is measured.
 */
const { perSecond, seconds } = /** @type {import('./open-loop.js').Pace} */ (workerData);
const asleep = new Int32Array(new SharedArrayBuffer(4));
const startedAt = performance.timeOrigin + performance.now() + 10;

for (let number = 0; number < perSecond * seconds; number += 1) {
  const intendedAt = startedAt + (number * 1000) / perSecond;
  const restMs = intendedAt - (performance.timeOrigin + performance.now());
  if (restMs > 0) Atomics.wait(asleep, 0, 0, restMs);
  parentPort?.postMessage(intendedAt);
}
