import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../../bus/index.js';
import type { OrderStore } from './store.js';

/** Cancels orders whose hold is over. */
export interface Expiry {
  start(): void;
  stop(): Promise<void>;
}

export interface ExpiryOptions {
  readonly store: OrderStore;
  readonly partitions: number;
  readonly log: Log;
}

/** The longest pause between two looks; an order that another process made may be due before the next known one. */
const LONGEST_PAUSE_MS = 500;

/** The most orders cancelled at a time. */
const BATCH = 256;

/**
 * Makes the expiry. Any number of processes may run one: each finds the due orders in Redis, and the commit decides
 * once for each order. Orders that came due while no server ran are found at the first look.
 */
export function createExpiry({ store, partitions, log }: ExpiryOptions): Expiry {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<unknown> | undefined;

  async function run(partition: number): Promise<void> {
    for (let failing = false; !signal.aborted; ) {
      let pause = LONGEST_PAUSE_MS;
      try {
        pause = await sweep(partition);
        failing = false;
      } catch (err) {
        if (!failing) log.warn({ err, partition }, 'orders can not be expired now; trying again');
        failing = true;
      }
      await delay(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /** @returns how long to pause, in milliseconds */
  async function sweep(partition: number): Promise<number> {
    const { now, ids, nextAt } = await store.due(partition, BATCH);
    const results = await Promise.all(ids.map((id) => store.expire(id)));
    // An order that is due and can't be cancelled is looked at again, but not without end and without pause.
    if (results.some((result) => 'status' in result && result.reason === 'expired')) return 0;
    return nextAt === undefined ? LONGEST_PAUSE_MS : Math.min(nextAt - now, LONGEST_PAUSE_MS);
  }

  return {
    start() {
      running ??= Promise.all(Array.from({ length: partitions }, (_, partition) => run(partition)));
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
