import { setImmediate as othersDone } from 'node:timers/promises';
import { furthest, hasReached, type SeenEvent, type StreamPosition } from '../bus/index.js';
import { heartbeatFrame } from './frame.js';
import type { Member } from './member.js';
import type { Programme } from './programme.js';

/** Those who have seen all that was told up to now. */
export interface Listeners {
  /** From now on the member is told what happens, beginning with the next event. */
  add(member: Member): void;
  delete(member: Member): void;
  /** Sends an event to everybody who may see it; after much of that, all else has its turn before the next event. */
  tell(seen: SeenEvent): Promise<void> | undefined;
  /** Says that the connection lives, and how far the streams were read. */
  beat(position: StreamPosition): void;
}

/** @param maxBytesInOneGo after how many bytes of events all else has its turn */
export function createListeners({
  programme,
  maxBytesInOneGo,
}: {
  readonly programme: Programme;
  readonly maxBytesInOneGo: number;
}): Listeners {
  const all = new Set<Member>();
  const byUser = new Map<string, Set<Member>>();
  let bytesInOneGo = 0;

  return {
    add(member) {
      all.add(member);
      const { userId } = member;
      if (userId !== undefined) byUser.set(userId, (byUser.get(userId) ?? new Set()).add(member));
    },
    delete(member) {
      all.delete(member);
      if (member.userId === undefined) return;
      const own = byUser.get(member.userId);
      own?.delete(member);
      if (own?.size === 0) byUser.delete(member.userId);
    },
    tell(seen) {
      const recipient = programme.recipient(seen);
      const to = recipient === undefined ? all : byUser.get(recipient);
      if (!to || to.size === 0) return undefined;
      // Made once, however many they are.
      const frame = programme.frame(seen, seen.position);
      for (const member of to) tellMember(member, seen, frame);
      bytesInOneGo += frame.length;
      // What is sent goes out then, so that only a client that does not read falls behind.
      if (bytesInOneGo < maxBytesInOneGo) return undefined;
      bytesInOneGo = 0;
      return othersDone();
    },
    beat(position) {
      const frame = heartbeatFrame(position);
      for (const { stream, ahead } of all)
        stream.send(ahead ? heartbeatFrame(furthest(position, ahead)) : frame);
    },
  };

  function tellMember(member: Member, seen: SeenEvent, frame: Uint8Array): void {
    const { ahead, stream } = member;
    if (!ahead) {
      stream.send(frame);
      return;
    }
    if (hasReached(seen.position, ahead)) member.ahead = undefined;
    const known = hasReached(ahead, ahead.with(seen.place, seen.entryId));
    if (!known) stream.send(programme.frame(seen, furthest(seen.position, ahead)));
  }
}
