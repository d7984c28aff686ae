import { constants } from 'node:os';

/** The setup was told to stop by a signal. */
export class Interrupted extends Error {
  /** @param {'SIGINT' | 'SIGTERM' | 'SIGHUP'} signal */
  constructor(signal) {
    super(`interrupted by ${signal}`);
    /** As a shell reports it. */
    this.exitCode = 128 + constants.signals[signal];
  }
}

const controller = new AbortController();

/** Aborted by the first signal after `listenForInterruption`, with an `Interrupted` as its reason. */
export const interruption = controller.signal;

/**
 * A signal is handed on to the program that runs, and the lock is given back when that program has ended: it would
 * go on writing into node_modules while the next setup starts. A second signal ends the setup at once.
 */
export function listenForInterruption() {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => controller.abort(new Interrupted(signal)));
  }
}
