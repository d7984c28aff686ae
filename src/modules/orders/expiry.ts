import { setTimeout as delay } from 'node:timers/promises';
import { isRefusal, type Log, type Refusal } from '../../bus/index.js';
import type { Order } from './order.js';
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
  let warned = false;

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
    const results = await Promise.allSettled(ids.map((id) => store.expire(id)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed && !warned)
      log.warn({ err: failed.reason, partition }, 'an order can not be expired now; trying again');
    warned = failed !== undefined;
    // Go on at once while there is something to cancel. An order that is due and was not cancelled just now, whatever
    // keeps it in the index, is looked at again after a pause.
    if (results.some((result) => result.status === 'fulfilled' && wasCancelled(result.value, now))) return 0;
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

/** @param since milliseconds since the epoch, by Redis TIME */
function wasCancelled(result: Order | Refusal, since: number): boolean {
  return !isRefusal(result) && result.status === 'cancelled' && Date.parse(result.updatedAt) >= since;
}
