import { decodeEvent, type Event, kindOf, type StreamDefinition } from './event.js';
import { Fault } from './faults.js';
import type { RawEntry } from './group-reader.js';
import { keyIn } from './partition.js';

/** One partition of one stream: a place in a position. */
export interface Place {
  readonly stream: StreamDefinition;
  readonly key: string;
}

/** An entry of one of several streams. */
export interface PlacedEntry extends RawEntry {
  /** The number of its place. */
  readonly place: number;
}

/** The places of some streams, partition by partition, so that those of fewer partitions are the first ones. */
export function placesOf(streams: readonly StreamDefinition[], partitions: number): Place[] {
  return Array.from({ length: partitions }, (_, partition) =>
    streams.map((stream) => ({ stream, key: keyIn(partition, stream.name) })),
  ).flat();
}

/** The change that an entry tells of; `undefined` where it tells of none, which is nothing to look at. */
export function eventIn(places: readonly Place[], { place, fields }: PlacedEntry): Event | undefined {
  const stream = places[place]?.stream;
  try {
    const event = stream && decodeEvent(stream, fields);
    return event && kindOf(stream, event.type) === 'change' ? event : undefined;
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}
