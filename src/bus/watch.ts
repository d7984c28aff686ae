import type { Redis } from 'ioredis';
import type { Log } from '../log.js';
import type { StreamDefinition } from './event.js';
import { placesOf } from './place.js';
import { createReplay, type Replay } from './replay.js';
import { type OnEvent, openTail, type Tail, type TailLimits } from './tail.js';

/** What happens in some streams, in all partitions, for those who only want to see it. */
export interface Watch {
  /** How many ids a position in these streams has. */
  readonly places: number;
  /**
   * Begins to watch from now on.
   *
   * @returns when nothing that is written from then on will be missed
   * @throws Unavailable when Redis does not answer
   */
  open(onEvent: OnEvent): Promise<Tail>;
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
    open: (onEvent) => openTail({ places, connect: () => connect('holdfast-tail'), log, limits, onEvent }),
    replay: createReplay(shared, places),
  };
}
