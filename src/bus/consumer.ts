import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Log } from '../log.js';
import type { Spans } from '../spans.js';
import { type Applier, type ApplierLimits, createApplier } from './applier.js';
import { type BackOff, backOffMs } from './back-off.js';
import { createGroupReader, type GroupReader } from './group-reader.js';
import type { Lane } from './lane.js';
import type { GroupObserver } from './observer.js';
import { keyIn } from './partition.js';
import { announceReader } from './readers.js';
import type { Subscription } from './subscription.js';

/** Reads one partition of a stream for a consumer group, and applies what it reads. */
export interface Consumer {
  start(): void;
  /** What has become of its entries. */
  readonly applier: Pick<Applier, 'healed' | 'asked' | 'waiting'>;
  /** Ends the wait for entries, finishes those in hand and leaves the group. */
  stop(): Promise<void>;
}

export interface ConsumerLimits extends ApplierLimits {
  /** The most entries in one read. */
  readonly count: number;
  /** The longest wait for a first entry, and so the time between two looks for entries to take over. */
  readonly blockMs: number;
  /** How long Redis may take to answer. */
  readonly replyTimeoutMs: number;
  /** How long an entry is left to the consumer that it was given to. */
  readonly claimIdleMs: number;
  /** Between two tries to reach Redis. */
  readonly reconnect: BackOff;
}

export interface ConsumerOptions {
  readonly subscription: Subscription;
  readonly partition: number;
  /** Unique in its group. */
  readonly name: string;
  readonly lane: Lane;
  readonly spans?: Spans | undefined;
  /** Makes an exclusive connection. */
  readonly connect: () => Promise<Redis>;
  /** Ends the blocking read of the connection with this id, over another connection. */
  readonly unblock: (clientId: number) => Promise<void>;
  readonly log: Log;
  readonly limits: ConsumerLimits;
  readonly observer?: GroupObserver;
}

/** How often a reader that is to stop is woken: one CLIENT UNBLOCK may come just before it goes to sleep. */
const WAKE_EVERY_MS = 20;

/** How long stopping may wait for Redis. */
const STOP_MS = 2000;

/** Makes a consumer; it connects when it is started. */
export function createConsumer(options: ConsumerOptions): Consumer {
  const { subscription, partition, log, limits } = options;
  const applier = createApplier(options);
  const stopping = new AbortController();
  let reader: GroupReader | undefined;
  let reading: Promise<void> | undefined;
  /** The batch that was read last. */
  let applied = Promise.resolve();
  let takeOverAt = 0;

  async function read(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        reader ??= await join();
        await takeOver(reader);
        await readAhead(reader);
        failures = 0;
      } catch (err) {
        reader?.close();
        reader = undefined;
        await applied;
        if (stopping.signal.aborted) return;
        failures += 1;
        if (failures === 1)
          log.warn({ err, group: subscription.group, partition }, 'reading failed; trying again');
        await delay(backOffMs(limits.reconnect, failures), undefined, { signal: stopping.signal }).catch(
          () => undefined,
        );
      }
    }
  }

  /**
   * Reads a batch while the one before it is applied, so that Redis and this process work at the same time. The lane
   * keeps their order; of a third batch nothing is read before the first one is done.
   */
  async function readAhead(from: GroupReader): Promise<void> {
    const entries = await from.next();
    const before = applied;
    applied = applier.apply(entries);
    await before;
  }

  /** Connects, and begins with what was given to this consumer before: the reply to a read may have been lost. */
  async function join(): Promise<GroupReader> {
    const stream = keyIn(partition, subscription.stream.name);
    const { group } = subscription;
    const { count, blockMs, replyTimeoutMs, claimIdleMs: idleMs } = limits;
    const place = { stream, group, consumer: options.name };
    const connection = await options.connect();
    try {
      await announceReader(connection, options, { consumer: options.name, replyTimeoutMs });
      const joined = await createGroupReader(connection, {
        ...place,
        count,
        blockMs,
        replyTimeoutMs,
        idleMs,
      });
      await joined.join();
      for (
        let own = await joined.own('0');
        own.length > 0;
        own = await joined.own(own.at(-1)?.entryId ?? '0')
      ) {
        await applier.apply(own);
      }
      return joined;
    } catch (error) {
      connection.disconnect();
      throw error;
    }
  }

  async function takeOver(from: GroupReader): Promise<void> {
    if (performance.now() < takeOverAt) return;
    // What is in hand is pending too, and shall not be taken over from oneself.
    await applied;
    for (let more = true; more && !stopping.signal.aborted; ) {
      const taken = await from.takeOver();
      await applier.apply(taken.entries);
      more = taken.more;
    }
    takeOverAt = performance.now() + limits.blockMs;
  }

  async function stop(): Promise<void> {
    stopping.abort();
    const wake = setInterval(() => {
      if (reader) options.unblock(reader.clientId).catch(() => undefined);
    }, WAKE_EVERY_MS);
    const late = setTimeout(() => reader?.close(), STOP_MS);
    await reading;
    clearInterval(wake);
    await applied;
    await applier.stop();
    // What is still pending is taken over by others; the consumer then stays, as deleting it would drop that.
    await reader?.leave().catch(() => undefined);
    clearTimeout(late);
    reader?.close();
  }

  return {
    start() {
      reading ??= read();
    },
    applier,
    stop,
  };
}
