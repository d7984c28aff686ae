import type { SeenEvent, StreamPosition } from '../bus/index.js';
import type { Channel } from './channel.js';
import { eventFrame } from './frame.js';

/** What is told of an event, and to whom. */
export interface Programme {
  /** The only user who may see it; `undefined` is everybody. */
  recipient(seen: SeenEvent): string | undefined;
  /** @param position how far a client that gets it has seen with it */
  frame(seen: SeenEvent, position: StreamPosition): Uint8Array;
}

/** @param channels in the order of the streams that are watched */
export function createProgramme(channels: readonly Channel[]): Programme {
  function channelOf({ place }: SeenEvent): Channel {
    const channel = channels[place % channels.length];
    if (!channel) throw new Error(`there is no channel for place ${place}`);
    return channel;
  }

  return {
    recipient: (seen) => channelOf(seen).recipient(seen.event),
    frame: (seen, position) => eventFrame(channelOf(seen).name, seen.event, position),
  };
}
