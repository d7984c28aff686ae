import {
  hasReached,
  type Log,
  type StreamPosition,
  type Tail,
  Unavailable,
  type Watch,
} from '../bus/index.js';
import { catchUp } from './catch-up.js';
import type { Channel } from './channel.js';
import { createEventStream } from './event-stream.js';
import { heartbeatFrame, openingFrame, resetFrame } from './frame.js';
import { createListeners } from './listeners.js';
import type { Member } from './member.js';
import { createPlaces } from './places.js';
import { createProgramme } from './programme.js';

/** All the clients that watch. However many they are, the streams are read once. */
export interface Audience {
  /**
   * Takes in one more client.
   *
   * @returns what it is sent, which ends when the client is gone, its token expires or the server stops; `undefined` when its
   * caller has as many others as one may have
   * @throws Unavailable when there are too many of them, or Redis does not answer
   */
  join(client: NewClient): Promise<ReadableStream<Uint8Array> | undefined>;
  /** How many clients there are. */
  readonly size: number;
  /** Sends everybody home. */
  stop(): Promise<void>;
}

export interface NewClient {
  /** Who it is, and until when the token says so, in milliseconds since 1970; `undefined` for somebody without a token. */
  readonly user: { readonly id: string; readonly expiresAtMs: number } | undefined;
  /** Whose requests are counted as one's; `undefined` where nobody's are. */
  readonly caller?: string | undefined;
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
  /** The most of them that may be one caller's. */
  readonly maxOfCaller: number;
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
  maxOfCaller: 200,
  heartbeatMs: 15_000,
  retryMs: 1000,
  maxReplayed: 2000,
  maxBufferedBytes: 256 * 1024,
  patienceMs: 10_000,
};

/** Makes an audience; the streams are read while there is somebody in it. */
export function createAudience({ watch, channels, log, limits: given }: AudienceOptions): Audience {
  const limits = { ...LIMITS, ...given };
  const members = new Set<Member>();
  const places = createPlaces(limits.maxOfCaller);
  const programme = createProgramme(channels);
  const listeners = createListeners({ programme, maxBytesInOneGo: limits.maxBufferedBytes / 8 });
  let joining = 0;
  let opening: Promise<Tail> | undefined;
  let tail: Tail | undefined;
  let heart: NodeJS.Timeout | undefined;
  let closed = Promise.resolve();
  let stopped = false;

  async function join(client: NewClient): Promise<ReadableStream<Uint8Array> | undefined> {
    if (stopped) throw new Unavailable('unavailable', 'the server is stopping');
    if (members.size + joining >= limits.maxClients)
      throw new Unavailable('overloaded', `${limits.maxClients} clients are watching already`);
    if (!places.take(client.caller)) return undefined;
    joining += 1;
    let member: Member | undefined;
    try {
      const opened = await open();
      member = enter(client);
      if (client.signal.aborted || stopped) member.stream.end();
      else if (client.after) void bringUp(member, client.after, opened);
      else listen(member, heartbeatFrame(opened.position()));
      return member.stream.body;
    } finally {
      joining -= 1;
      if (!member) places.giveBack(client.caller);
      closeUnused();
    }
  }

  async function open(): Promise<Tail> {
    opening ??= watch.open(listeners.tell);
    tail = await opening;
    heart ??= setInterval(() => tail && listeners.beat(tail.position()), limits.heartbeatMs);
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

  function enter({ user, caller, signal, cut }: NewClient): Member {
    const end = () => stream.end();
    const expiry = user && endAt(user.expiresAtMs, end);
    signal.addEventListener('abort', end);
    const stream = createEventStream({
      ...limits,
      cut,
      onClose() {
        clearTimeout(expiry);
        signal.removeEventListener('abort', end);
        places.giveBack(caller);
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
    listeners.delete(member);
    closeUnused();
  }

  /** From now on the member is told what happens, beginning with the next event that the tail tells. */
  function listen(member: Member, first?: Uint8Array): void {
    if (first) member.stream.send(first);
    if (!member.stream.closed) listeners.add(member);
  }

  /** Tells what the member has missed, and then what happens. */
  async function bringUp(member: Member, after: StreamPosition, opened: Tail): Promise<void> {
    try {
      await catchUp(member, after, {
        tail: opened,
        replay: watch.replay,
        programme,
        maxReplayed: limits.maxReplayed,
        onCaughtUp(reached) {
          if (!hasReached(opened.position(), reached)) member.ahead = reached;
          listen(member);
        },
        onLost: () => listen(member, resetFrame(opened.position())),
      });
    } catch (err) {
      log.warn({ err }, 'a client could not be told what it missed; it will come back');
      member.stream.end();
    }
  }

  return {
    join,
    get size() {
      return members.size;
    },
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
