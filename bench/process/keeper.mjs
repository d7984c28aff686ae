import { rmSync } from 'node:fs';

/**
 * Ends a group of processes and clears away their directory when whoever holds the other end of stdin is gone without a
 * word: the kernel closes it however that process ends. A word means that the group has ended by itself.
 */
const [pid = '', dir = ''] = process.argv.slice(2);

/** A server that is told to end takes its Redis along, within 10 s. */
const PATIENCE_MS = 12_000;

/** @param {NodeJS.Signals} signal */
function signalGroup(signal) {
  try {
    process.kill(-Number(pid), signal);
  } catch {
    // It has ended.
  }
}

process.stdin
  .once('data', () => process.exit(0))
  .once('end', () => {
    signalGroup('SIGTERM');
    setTimeout(() => {
      signalGroup('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    }, PATIENCE_MS);
  });
