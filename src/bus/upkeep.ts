import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Log } from '../log.js';
import type { Retention } from './cut.js';
import type { Lane } from './lane.js';
import { deleteGoneConsumers } from './readers.js';
import type { Subscription } from './subscription.js';
import { streamsOf, trimStream } from './trim.js';

/** Clears away what nobody needs any more: entries that all groups are done with, and consumers that are gone. */
export interface Upkeep {
  start(subscriptions: readonly Subscription[]): void;
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

export interface UpkeepLimits {
  /** From the start to the first look, on average. */
  readonly firstMs: number;
  /** Between two looks, on average. */
  readonly everyMs: number;
  /** The most entries that are cut by one EXEC. */
  readonly pieceSize: number;
}

export interface UpkeepOptions {
  /** The connection that reads share; nothing is written through it. */
  readonly redis: Redis;
  /** The lane of each partition, from 0. */
  readonly lanes: readonly Lane[];
  readonly log: Log;
  readonly limits: UpkeepLimits;
  readonly retention: Retention;
}

/** Makes the upkeep. Every process runs one; they need not know of one another. */
export function createUpkeep({ redis, lanes, log, limits, retention }: UpkeepOptions): Upkeep {
  const { firstMs, everyMs, pieceSize } = limits;
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> | undefined;
  let failing = false;

  async function run(tasks: readonly (() => Promise<void>)[]): Promise<void> {
    for (let pauseMs = firstMs; !signal.aborted; pauseMs = everyMs) {
      // The jitter keeps servers that were started together from looking together.
      await delay(pauseMs * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
      await round(tasks);
    }
  }

  async function round(tasks: readonly (() => Promise<void>)[]): Promise<void> {
    let failed = false;
    for (const task of tasks) {
      if (signal.aborted) return;
      try {
        await task();
      } catch (err) {
        failed = true;
        // What is wrong with one stream is no reason to leave the others.
        if (!(failing || signal.aborted)) log.warn({ err }, 'the upkeep of the streams failed; trying again');
        failing = true;
      }
    }
    failing = failed;
  }

  return {
    start(subscriptions) {
      const streams = streamsOf(subscriptions);
      const trims = lanes.flatMap((lane, partition) =>
        streams.map(
          (stream) => () => trimStream({ redis, lane, partition, stream, retention, pieceSize, log, signal }),
        ),
      );
      const clear = async () => {
        const consumers = await deleteGoneConsumers(redis, lanes, subscriptions);
        if (consumers.length > 0) log.info({ consumers }, 'consumers whose processes are gone were deleted');
      };
      running ??= run([...trims, clear]);
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
