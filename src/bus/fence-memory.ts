import type { Log } from '../log.js';

/**
 * What one lane knows of its fence: the number of the last transaction that was applied. A Redis whose fence holds a
 * lower one has lost what came since, as nobody else writes there (docs/decisions/0021-lost-data-is-told.md).
 */
export interface FenceMemory {
  /** Whether the fence has to be read by the next transaction, as it is the first of a connection. */
  readonly isDue: boolean;
  /** How many transactions were lost, at most. */
  readonly lost: number;
  reconnected(): void;
  /**
   * A transaction has begun.
   *
   * @param now milliseconds since the epoch by Redis TIME, which is also the clock by which the fence expires
   * @param fence what it held, where it was read
   */
  begun(now: number, fence: unknown): void;
  /** It was applied, so that what was read was the truth: a replica that lags refuses to write. */
  applied(transaction: number): void;
  /**
   * The fence was written to.
   *
   * @param at milliseconds since the epoch by Redis TIME
   * @param fence what it held then
   */
  asked(at: number, fence: unknown): void;
}

export interface FenceMemoryOptions {
  readonly partition: number;
  /** How long after a transaction a fence that is missing can't have expired. */
  readonly sureMs: number;
  readonly log: Log;
}

export function createFenceMemory({ partition, sureMs, log }: FenceMemoryOptions): FenceMemory {
  let known = 0;
  let knownAt = 0;
  let now = 0;
  let isNew = false;
  let read: { readonly fence: unknown } | undefined;
  let lost = 0;

  function compare(fence: unknown): void {
    isNew = false;
    read = undefined;
    const found = Number.parseInt(String(fence), 10);
    if (found >= known) return;
    if (Number.isNaN(found) && now - knownAt > sureMs) return;
    const transactionsAtMost = known - (Number.isNaN(found) ? 0 : found);
    known -= transactionsAtMost;
    lost += transactionsAtMost;
    log.error({ partition, transactionsAtMost }, LOST);
  }

  return {
    get isDue() {
      return isNew && known > 0;
    },
    get lost() {
      return lost;
    },
    reconnected() {
      isNew = true;
      read = undefined;
    },
    begun(at, fence) {
      now = at;
      read = isNew && known > 0 ? { fence } : undefined;
    },
    applied(transaction) {
      if (read) compare(read.fence);
      isNew = false;
      known = transaction;
      knownAt = now;
    },
    asked(at, fence) {
      now = at;
      if (known > 0) compare(fence);
    },
  };
}

const LOST =
  'Redis has lost writes that it had confirmed: it came back without the last of them, or another took its place. ' +
  'Look for payments and orders of the last minutes that are missing.';
