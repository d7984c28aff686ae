import { setImmediate as othersDone } from 'node:timers/promises';
import {
  furthest,
  hasReached,
  type Log,
  type SeenEvent,
  type StreamPosition,
  type Tail,
  Unavailable,
  type Watch,
} from '../bus/index.js';
import type { Channel } from './channel.js';
import { createEventStream, type EventStream } from './event-stream.js';
import { eventFrame, heartbeatFrame, openingFrame, resetFrame } from './frame.js';

/** All the clients that watch. However many they are, the streams are read once. */
export interface Audience {
  /**
   * Takes in one more client.
   *
   * @returns what it is sent; it ends when the client is gone, its token expires or the server stops
   * @throws Unavailable when there are too many of them, or Redis does not answer
   */
  join(client: NewClient): Promise<ReadableStream<Uint8Array>>;
  /** Sends everybody home. */
  stop(): Promise<void>;
}

export interface NewClient {
  /** Who it is, and until when the token says so, in milliseconds since 1970; `undefined` for somebody without a token. */
  readonly user: { readonly id: string; readonly expiresAtMs: number } | undefined;
  /** What it has seen before; without it, it is told what happens from now on. */
  readonly after: StreamPosition | undefined;
  /** Aborted when it goes away. */
  readonly signal: AbortSignal;
  /** Ends its connection at once. */
  readonly cut: () => void;
}

export interface AudienceOptions {
  readonly watch: Watch;
  readonly channels: readonly Channel[];
  readonly log: Log;
  readonly limits?: Partial<AudienceLimits>;
}

export interface AudienceLimits {
  readonly maxClients: number;
  readonly heartbeatMs: number;
  /** After how long a client that lost its connection should come back. */
  readonly retryMs: number;
  /** The most events that a client which was away is told again; of more it had better read anew what it shows. */
  readonly maxReplayed: number;
  /** How much may wait for a client that does not read. */
  readonly maxBufferedBytes: number;
  /** How long a client may take to read what it is told again, or the end. */
  readonly patienceMs: number;
}

const LIMITS: AudienceLimits = {
  maxClients: 2000,
  heartbeatMs: 15_000,
  retryMs: 1000,
  maxReplayed: 2000,
  maxBufferedBytes: 256 * 1024,
  patienceMs: 10_000,
};

interface Member {
  readonly stream: EventStream;
  readonly userId: string | undefined;
  /** What it has seen that this process has not, as it came from one that is further. */
  ahead?: StreamPosition | undefined;
}

/** Makes an audience; the streams are read while there is somebody in it. */
export function createAudience({ watch, channels, log, limits: given }: AudienceOptions): Audience {
  const limits = { ...LIMITS, ...given };
  const members = new Set<Member>();
  /** Those who have seen all that was told up to now, by user. */
  const listening = new Set<Member>();
  const listeningByUser = new Map<string, Set<Member>>();
  let joining = 0;
  let opening: Promise<Tail> | undefined;
  let tail: Tail | undefined;
  let heart: NodeJS.Timeout | undefined;
  let closed = Promise.resolve();
  let stopped = false;
  let bytesInOneGo = 0;

  async function join(client: NewClient): Promise<ReadableStream<Uint8Array>> {
    if (stopped) throw new Unavailable('unavailable', 'the server is stopping');
    if (members.size + joining >= limits.maxClients)
      throw new Unavailable('overloaded', `${limits.maxClients} clients are watching already`);
    joining += 1;
    try {
      const opened = await open();
      const member = enter(client);
      if (client.signal.aborted || stopped) member.stream.end();
      else if (client.after) void catchUp(member, client.after, opened);
      else listen(member, heartbeatFrame(opened.position()));
      return member.stream.body;
    } finally {
      joining -= 1;
      closeUnused();
    }
  }

  async function open(): Promise<Tail> {
    opening ??= watch.open(tell);
    tail = await opening;
    heart ??= setInterval(beat, limits.heartbeatMs);
    return tail;
  }

  function closeUnused(): void {
    if (members.size + joining > 0) return;
    clearInterval(heart);
    heart = undefined;
    closed = tail?.close() ?? closed;
    tail = undefined;
    opening = undefined;
  }

  function enter({ user, signal, cut }: NewClient): Member {
    const end = () => stream.end();
    const expiry = user && endAt(user.expiresAtMs, end);
    signal.addEventListener('abort', end);
    const stream = createEventStream({
      ...limits,
      cut,
      onClose() {
        clearTimeout(expiry);
        signal.removeEventListener('abort', end);
        leave(member);
      },
    });
    const member: Member = { stream, userId: user?.id };
    members.add(member);
    stream.send(openingFrame(limits.retryMs));
    return member;
  }

  function leave(member: Member): void {
    members.delete(member);
    listening.delete(member);
    const own = member.userId === undefined ? undefined : listeningByUser.get(member.userId);
    own?.delete(member);
    if (member.userId !== undefined && own?.size === 0) listeningByUser.delete(member.userId);
    closeUnused();
  }

  /** From now on the member is told what happens, beginning with the next event that the tail tells. */
  function listen(member: Member, first?: Uint8Array): void {
    if (first) member.stream.send(first);
    if (member.stream.closed) return;
    listening.add(member);
    const { userId } = member;
    if (userId === undefined) return;
    listeningByUser.set(userId, (listeningByUser.get(userId) ?? new Set()).add(member));
  }

  /** Tells what the member has missed, until it has seen as much as the tail has. */
  async function catchUp(member: Member, after: StreamPosition, { position }: Tail): Promise<void> {
    const { stream } = member;
    let reached = after;
    let left = limits.maxReplayed;
    try {
      do {
        const to = position();
        const told = await retell(member, { from: reached, to, most: left });
        if (told === undefined) {
          listen(member, resetFrame(position()));
          return;
        }
        left -= told;
        reached = furthest(reached, to);
        // While the past was told, more has happened; between the last look and the listening nothing can.
      } while (!stream.closed && !hasReached(reached, position()));
      if (!hasReached(position(), reached)) member.ahead = reached;
      listen(member);
    } catch (err) {
      log.warn({ err }, 'a client could not be told what it missed; it will come back');
      stream.end();
    }
  }

  /** @returns how many events there were; `undefined` when they can't be told any more, or are more than `most` */
  async function retell(
    member: Member,
    { from, to, most }: { from: StreamPosition; to: StreamPosition; most: number },
  ): Promise<number | undefined> {
    const { stream } = member;
    let count = 0;
    if (await watch.replay.hasLost(from, to)) return undefined;
    for await (const seen of watch.replay.between(from, to)) {
      count += 1;
      if (count > most) return undefined;
      await stream.room();
      if (stream.closed) return count;
      if (isFor(member, seen)) stream.send(frameOf(seen, seen.position));
    }
    // Streams are also cut while they are read.
    return (await watch.replay.hasLost(from, to)) ? undefined : count;
  }

  /** Sends an event to everybody who listens; after much of that, all else has its turn before the next event. */
  function tell(seen: SeenEvent): Promise<void> | undefined {
    const recipient = channelOf(seen).recipient(seen.event);
    const to = recipient === undefined ? listening : listeningByUser.get(recipient);
    if (!to || to.size === 0) return undefined;
    // Made once, however many they are.
    const frame = frameOf(seen, seen.position);
    for (const member of to) tellMember(member, seen, frame);
    bytesInOneGo += frame.length;
    // What is sent goes out then, so that only a client that does not read falls behind.
    if (bytesInOneGo < limits.maxBufferedBytes / 8) return undefined;
    bytesInOneGo = 0;
    return othersDone();
  }

  function tellMember(member: Member, seen: SeenEvent, frame: Uint8Array): void {
    const { ahead, stream } = member;
    if (!ahead) {
      stream.send(frame);
      return;
    }
    if (hasReached(seen.position, ahead)) member.ahead = undefined;
    const known = hasReached(ahead, ahead.with(seen.place, seen.entryId));
    if (!known) stream.send(frameOf(seen, furthest(seen.position, ahead)));
  }

  function beat(): void {
    if (!tail) return;
    const position = tail.position();
    const frame = heartbeatFrame(position);
    for (const { stream, ahead } of listening)
      stream.send(ahead ? heartbeatFrame(furthest(position, ahead)) : frame);
  }

  function isFor({ userId }: Member, seen: SeenEvent): boolean {
    const recipient = channelOf(seen).recipient(seen.event);
    return recipient === undefined || recipient === userId;
  }

  function frameOf(seen: SeenEvent, position: StreamPosition): Uint8Array {
    return eventFrame(channelOf(seen).name, seen.event, position);
  }

  function channelOf({ place }: SeenEvent): Channel {
    const channel = channels[place % channels.length];
    if (!channel) throw new Error(`there is no channel for place ${place}`);
    return channel;
  }

  return {
    join,
    async stop() {
      stopped = true;
      for (const { stream } of members) stream.end();
      await closed;
    },
  };
}

/** The longest time that a timer of Node can be set to. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function endAt(timeMs: number, end: () => void): NodeJS.Timeout {
  return setTimeout(end, Math.min(Math.max(0, timeMs - Date.now()), LONGEST_TIMER_MS));
}
