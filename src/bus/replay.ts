import type { Redis } from 'ioredis';
import { answer } from './answer.js';
import { entriesOf } from './group-reader.js';
import { eventIn, type Place, type PlacedEntry } from './place.js';
import { streamInfo } from './stream-info.js';
import { advance, BEGINNING, compareEntryIds, type StreamPosition } from './stream-position.js';
import type { SeenEvent } from './tail.js';

/** Reads again what was written to some streams before. */
export interface Replay {
  /**
   * The events after one position and up to another, by their time; read page by page, as fast as they are taken.
   *
   * @throws Unavailable when Redis does not answer
   */
  between(from: StreamPosition, to: StreamPosition): AsyncIterable<SeenEvent>;
  /**
   * Whether entries after one position and up to another may be gone, because their stream was cut. It can't be told
   * for sure of a stream whose first entries are gone.
   *
   * @throws Unavailable when Redis does not answer
   */
  hasLost(from: StreamPosition, to: StreamPosition): Promise<boolean>;
}

/** How many entries of a stream are read at a time. */
const PAGE = 128;

/** @param redis the shared connection, which is only read from */
export function createReplay(redis: Redis, places: readonly Place[]): Replay {
  return {
    async *between(from, to) {
      const cursors = places.map(({ key }, place) =>
        createCursor(redis, { key, place, from: from[place] ?? BEGINNING, to: to[place] ?? BEGINNING }),
      );
      let position = from;
      for (;;) {
        const heads = await Promise.all(cursors.map((cursor) => cursor.head()));
        const [first] = heads.filter((head) => head !== undefined).sort(byTime);
        if (!first) return;
        cursors[first.place]?.take();
        position = advance(position, first);
        const event = eventIn(places, first);
        if (event) yield { event, entryId: first.entryId, place: first.place, position };
      }
    },
    async hasLost(from, to) {
      const cut = places.map(({ key }, place) =>
        isCut(redis, key, { from: from[place] ?? BEGINNING, to: to[place] ?? BEGINNING }),
      );
      return (await Promise.all(cut)).includes(true);
    },
  };
}

/** Goes through a part of one stream. */
interface Cursor {
  /** The next entry; `undefined` at the end. */
  head(): Promise<PlacedEntry | undefined>;
  take(): void;
}

function createCursor(
  redis: Redis,
  { key, place, from, to }: { key: string; place: number; from: string; to: string },
): Cursor {
  let page: PlacedEntry[] = [];
  let reached = from;
  let ended = compareEntryIds(from, to) >= 0;
  return {
    async head() {
      if (page.length === 0 && !ended) {
        const entries = entriesOf(await answer(redis.xrange(key, `(${reached}`, to, 'COUNT', PAGE)));
        page = entries.map((entry) => ({ ...entry, place }));
        reached = page.at(-1)?.entryId ?? reached;
        ended = entries.length < PAGE;
      }
      return page[0];
    },
    take() {
      page.shift();
    },
  };
}

function byTime(one: PlacedEntry, other: PlacedEntry): number {
  return compareEntryIds(one.entryId, other.entryId);
}

async function isCut(
  redis: Redis,
  key: string,
  { from, to }: { from: string; to: string },
): Promise<boolean> {
  if (from === to) return false;
  const info = await streamInfo(redis, key);
  // What was read is not there, nor anything after it: this is not the stream that it was read from.
  if (compareEntryIds(from, info?.lastId ?? BEGINNING) > 0) return true;
  if (!info || info.whole) return false;
  // Entries go at the beginning; where nothing is left, whatever was not read by then is gone.
  return compareEntryIds(info.firstId ?? info.lastId, from) > 0;
}
