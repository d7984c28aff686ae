import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Log } from '../log.js';
import { type BackOff, backOffMs } from './back-off.js';
import type { Event } from './event.js';
import { Unavailable } from './faults.js';
import { entriesOf } from './group-reader.js';
import { eventIn, type Place, type PlacedEntry } from './place.js';
import { streamInfo } from './stream-info.js';
import { advance, BEGINNING, compareEntryIds, type StreamPosition } from './stream-position.js';
import { watched } from './watchdog.js';

/** An event as it was seen, and how far the streams were read with it. */
export interface SeenEvent {
  readonly event: Event;
  /** The stream's own id of the entry. */
  readonly entryId: string;
  /** The number of its place in the position. */
  readonly place: number;
  readonly position: StreamPosition;
}

/**
 * Sees the events of some streams as they are written. It is no consumer group: nothing is acknowledged and nothing is
 * tried again, for those who only want to watch.
 */
export interface Tail {
  /** How far the streams have been read; what comes later is still to be told. */
  position(): StreamPosition;
  close(): Promise<void>;
}

/** Told of every event once, in the order of its stream; of the next when what it returns has resolved. */
export type OnEvent = (seen: SeenEvent) => Promise<void> | void;

export interface TailOptions {
  readonly places: readonly Place[];
  /** Makes an exclusive connection; the tail closes it. */
  readonly connect: () => Promise<Redis>;
  readonly log: Log;
  readonly limits: TailLimits;
  readonly onEvent: OnEvent;
}

export interface TailLimits {
  /** The most entries of one stream in one read. */
  readonly count: number;
  /** The longest wait for a first entry. */
  readonly blockMs: number;
  /** How long Redis may take to answer beyond that. */
  readonly replyTimeoutMs: number;
  /** Between two tries to reach Redis. */
  readonly reconnect: BackOff;
}

/**
 * Begins to watch from now on. All streams are read by one command: one connection, and one wait.
 *
 * @returns when nothing that is written from then on will be missed
 * @throws Unavailable when Redis does not answer
 */
export async function openTail({ places, connect, log, limits, onEvent }: TailOptions): Promise<Tail> {
  const keys = places.map(({ key }) => key);
  const closing = new AbortController();
  const { signal } = closing;
  let redis: Redis | undefined = await connect().catch(unavailable);
  let position = await newest(redis).catch((error: unknown) => {
    redis?.disconnect();
    throw error;
  });
  const reading = read();

  async function newest(on: Redis): Promise<StreamPosition> {
    const streams = Promise.all(keys.map((key) => streamInfo(on, key)));
    const found = await watched(on, streams, limits.replyTimeoutMs);
    return found.map((info) => info?.lastId ?? BEGINNING);
  }

  async function read(): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      try {
        redis ??= await reconnected();
        await tell(await next(redis));
        failures = 0;
      } catch (err) {
        redis?.disconnect();
        redis = undefined;
        if (signal.aborted) return;
        failures += 1;
        if (failures === 1) log.warn({ err }, 'watching the streams failed; trying again');
        await delay(backOffMs(limits.reconnect, failures), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** A connection of the tail's own, which it is too late for when the tail was closed meanwhile. */
  async function reconnected(): Promise<Redis> {
    const made = await connect();
    if (!signal.aborted) return made;
    made.disconnect();
    throw signal.reason;
  }

  async function next(on: Redis): Promise<PlacedEntry[]> {
    const { count, blockMs, replyTimeoutMs } = limits;
    const args = ['COUNT', count, 'BLOCK', blockMs, 'STREAMS', ...keys, ...position];
    const reply = await watched(on, on.call('XREAD', ...args), blockMs + replyTimeoutMs);
    const streams: unknown[] = Array.isArray(reply) ? reply : [];
    return streams
      .flatMap((stream) => (Array.isArray(stream) ? placed(keys.indexOf(String(stream[0])), stream[1]) : []))
      .sort((a, b) => compareEntryIds(a.entryId, b.entryId));
  }

  /** Moves on past each entry, also past one that is no event. */
  async function tell(entries: readonly PlacedEntry[]): Promise<void> {
    for (const entry of entries) {
      if (signal.aborted) return;
      position = advance(position, entry);
      const event = eventIn(places, entry);
      if (event) await onEvent({ event, entryId: entry.entryId, place: entry.place, position });
    }
  }

  return {
    position: () => position,
    async close() {
      closing.abort();
      redis?.disconnect();
      await reading;
    },
  };
}

function placed(place: number, entries: unknown): PlacedEntry[] {
  return entriesOf(entries).map((entry) => ({ ...entry, place }));
}

function unavailable(cause: unknown): never {
  throw new Unavailable('unavailable', 'Redis does not answer', { cause });
}
