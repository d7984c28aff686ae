import type { Redis } from 'ioredis';
import type { Log } from '../log.js';
import type { StreamDefinition } from './event.js';
import { placesOf } from './place.js';
import { createReplay, type Replay } from './replay.js';
import { openTail, type SeenEvent, type Tail, type TailLimits } from './tail.js';

/** What happens in some streams, in all partitions, for those who only want to see it. */
export interface Watch {
  /** How many ids a position in these streams has. */
  readonly places: number;
  /**
   * Begins to watch from now on.
   *
   * @param onEvents told of every event once, in the order of its stream
   * @returns when nothing that is written from then on will be missed
   * @throws Unavailable when Redis does not answer
   */
  open(onEvents: (events: readonly SeenEvent[]) => void): Promise<Tail>;
  readonly replay: Replay;
}

export interface WatchOptions {
  readonly connect: (name: string) => Promise<Redis>;
  readonly shared: Redis;
  readonly partitions: number;
  readonly log: Log;
  readonly limits: TailLimits;
}

/** Makes a watch; it connects to Redis when it is opened. */
export function createWatch(
  streams: readonly StreamDefinition[],
  { connect, shared, partitions, log, limits }: WatchOptions,
): Watch {
  const places = placesOf(streams, partitions);
  return {
    places: places.length,
    open: (onEvents) => openTail({ places, connect: () => connect('holdfast-tail'), log, limits, onEvents }),
    replay: createReplay(shared, places),
  };
}
