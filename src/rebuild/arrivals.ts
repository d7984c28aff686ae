import { setTimeout as delay } from 'node:timers/promises';
import type { AnnouncedEntry } from '../bus/index.js';

/** Entries that were announced, until they are applied. */
export interface Arrivals {
  /** Waits for these entries. Those that are slower than the others are waited for at the end. */
  await(entries: readonly AnnouncedEntry[]): Promise<void>;
  /** The subjects of those that were left behind. */
  open(): ReadonlySet<string>;
  /**
   * Waits for all that was left behind.
   *
   * @returns what is not applied, although nothing has happened for a while
   */
  rest(): Promise<readonly AnnouncedEntry[]>;
}

export interface ArrivalsOptions {
  /** Those of some entries that are not applied yet. */
  readonly open: (entries: readonly AnnouncedEntry[]) => Promise<AnnouncedEntry[]>;
  readonly signal: AbortSignal;
  /** How long nothing may happen, in milliseconds. */
  readonly patienceMs: number;
}

/** How many entries may be left behind while others are announced. */
const LEFT_BEHIND = 1000;

/** How long a page is waited for before the next. */
const PAGE_MS = 2000;

/** Between two looks. */
const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 100;

/** Waits for entries without waiting for each of them. */
export function createArrivals({ open, signal, patienceMs }: ArrivalsOptions): Arrivals {
  let left: readonly AnnouncedEntry[] = [];

  /** Waits until so few are open, or nothing has happened for so long. */
  async function wait(
    entries: readonly AnnouncedEntry[],
    { atMost, idleMs }: { readonly atMost: number; readonly idleMs: number },
  ): Promise<readonly AnnouncedEntry[]> {
    let waiting = entries;
    let changedAt = performance.now();
    for (let pause = FIRST_PAUSE_MS; waiting.length > atMost; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const still = await open(waiting);
      const now = performance.now();
      if (still.length < waiting.length) changedAt = now;
      waiting = still;
      if (waiting.length <= atMost || now - changedAt >= idleMs) break;
      await delay(pause);
      signal.throwIfAborted();
    }
    return waiting;
  }

  return {
    async await(entries) {
      signal.throwIfAborted();
      const slow = await wait(entries, { atMost: 0, idleMs: Math.min(PAGE_MS, patienceMs) });
      left = await wait([...left, ...slow], { atMost: LEFT_BEHIND, idleMs: patienceMs });
      if (left.length <= LEFT_BEHIND) return;
      throw new Error(
        `${left.length} entries that announce tickets are not applied: look at /readyz, and run this again.`,
      );
    },
    open: () => new Set(left.map(({ id }) => id)),
    async rest() {
      left = await wait(left, { atMost: 0, idleMs: patienceMs });
      return left;
    },
  };
}
