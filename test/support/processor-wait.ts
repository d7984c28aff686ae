import { readFileSync } from 'node:fs';

/**
 * How long this process has waited for a processor since it was started, in milliseconds: what other programs on the
 * machine take from it, and no fault of the product. Linux counts it (proc_pid_schedstat(5)); elsewhere it is 0.
 */
export function processorWaitMs(): number {
  if (process.platform !== 'linux') return 0;
  const [, waitedNs] = readFileSync('/proc/self/schedstat', 'utf8').split(' ');
  return Number(waitedNs) / 1e6;
}

/** A stopwatch that stands still while this process waits for a processor; the time is in milliseconds. */
export function stopwatch(): () => number {
  const now = () => performance.now() - processorWaitMs();
  const from = now();
  return () => now() - from;
}
