import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { defineEvent, defineStream, encodeEvent } from '../../src/bus/event.js';
import { BUS_LIMITS, type BusLimits, type SeenEvent, type Tail } from '../../src/bus/index.js';
import { placesOf } from '../../src/bus/place.js';
import { type OpenBusOptions, openBus } from './bus.js';
import { add } from './ledger.js';
import type { RedisServer } from './redis.js';

export interface NotesOptions extends Partial<OpenBusOptions> {
  readonly tail?: Partial<BusLimits['tail']>;
}

/**
 * Two streams of the test's own in each partition, of notes that are numbered within their place, for tests of those
 * who watch.
 */
export function createNotes(redis: Pick<RedisServer, 'target' | 'connect'>, partitions = 2) {
  const streams = ['notes', 'memos'].map((name) =>
    defineStream(`${name}-${randomUUID()}`, [
      defineEvent('note:written', z.object({ text: z.string() }), 'There is a new note.'),
    ]),
  );
  const places = placesOf(streams, partitions);
  const client = redis.connect();
  const written = places.map(() => 0);

  function entryIn(place: number, text = ''): { key: string; fields: string[] } {
    const { stream, key } = placeAt(place);
    const sequence = written[place] ?? 0;
    written[place] = sequence + 1;
    const time = new Date().toISOString();
    const event = { type: 'note:written', time, subject: `place ${place}`, sequence, data: { text } };
    return { key, fields: encodeEvent(stream, event) };
  }

  /** @returns the id of the entry */
  function write(place: number, text?: string): Promise<string> {
    const { key, fields } = entryIn(place, text);
    return add(client, key, fields);
  }

  function placeAt(place: number) {
    const found = places[place];
    if (!found) throw new Error(`there is no place ${place}`);
    return found;
  }

  return {
    client,
    /** The streams of each partition, in the order of their places. */
    streams,
    places: places.length,
    keyOf: (place: number) => placeAt(place).key,
    write,
    /** Writes so many notes, in all places in turn; returns their ids. */
    writeMany: (count: number) =>
      Promise.all(Array.from({ length: count }, (_, i) => write(i % places.length))),
    /** Writes so many notes in one place with one EXEC, so that whoever waits for them reads them together. */
    async writeAtOnce(place: number, count: number, text?: string): Promise<void> {
      const transaction = client.multi();
      for (let i = 0; i < count; i += 1) {
        const { key, fields } = entryIn(place, text);
        transaction.xadd(key, '*', ...fields);
      }
      await transaction.exec();
    },
    /** The numbers of all notes that were written, place by place: what is to be seen of them. */
    all: () => written.map((count) => Array.from({ length: count }, (_, sequence) => sequence)),
    /** How somebody watches these streams; given a proxy's target, through the proxy. */
    watch({ tail, ...options }: NotesOptions = {}) {
      const limits = { tail: { ...BUS_LIMITS.tail, ...tail } };
      const bus = openBus({ target: redis.target, partitions, limits, ...options });
      onTestFinished(bus.close);
      return bus.watch(streams);
    },
  };
}

export type Notes = ReturnType<typeof createNotes>;

/** The numbers of the notes that were seen, place by place, in the order in which they were. */
export function numbersOf(seen: readonly SeenEvent[], { places }: Pick<Notes, 'places'>): number[][] {
  return Array.from({ length: places }, (_, place) =>
    seen.filter((one) => one.place === place).map(({ event }) => event.sequence),
  );
}

/** Opens a tail until the end of the test; `seen` is what it has told. */
export async function openTailOf(
  notes: Notes,
  options: NotesOptions = {},
): Promise<Tail & { seen: SeenEvent[] }> {
  const seen: SeenEvent[] = [];
  const tail = await notes.watch(options).open((one) => void seen.push(one));
  onTestFinished(tail.close);
  return { ...tail, seen };
}
