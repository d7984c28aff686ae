import { furthest, hasReached, type Replay, type StreamPosition, type Tail } from '../bus/index.js';
import type { Member } from './member.js';
import type { Programme } from './programme.js';

export interface CatchUpOptions {
  readonly tail: Tail;
  readonly replay: Replay;
  readonly programme: Programme;
  /** The most events that are told again. */
  readonly maxReplayed: number;
  /** Called at once when the member has seen as much as the tail has: whoever waits first misses what happens then. */
  readonly onCaughtUp: (reached: StreamPosition) => void;
  /** Called instead when what it has missed is gone, or too much. */
  readonly onLost: () => void;
}

/**
 * Tells a member what it has missed.
 *
 * @param after what it has seen
 * @throws Unavailable when Redis does not answer
 */
export async function catchUp(
  { stream, userId }: Member,
  after: StreamPosition,
  { tail, replay, programme, maxReplayed, onCaughtUp, onLost }: CatchUpOptions,
): Promise<void> {
  let reached = after;
  let left = maxReplayed;
  do {
    const to = tail.position();
    const told = await retell(reached, to);
    if (told === undefined) return onLost();
    left -= told;
    reached = furthest(reached, to);
    // While the past was told, more has happened.
  } while (!stream.closed && !hasReached(reached, tail.position()));
  onCaughtUp(reached);

  /** @returns how many events there were; `undefined` when they can't be told any more, or are too many */
  async function retell(from: StreamPosition, to: StreamPosition): Promise<number | undefined> {
    let count = 0;
    if (await replay.hasLost(from, to)) return undefined;
    for await (const seen of replay.between(from, to)) {
      count += 1;
      if (count > left) return undefined;
      await stream.room();
      if (stream.closed) return count;
      const recipient = programme.recipient(seen);
      if (recipient === undefined || recipient === userId) stream.send(programme.frame(seen, seen.position));
    }
    // Streams are also cut while they are read.
    return (await replay.hasLost(from, to)) ? undefined : count;
  }
}
