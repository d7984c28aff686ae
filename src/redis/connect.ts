import { Redis, type RedisOptions } from 'ioredis';
import { describeTarget, parseTarget, type RedisTarget } from './target.js';
import { TurnwiseRedis } from './turnwise.js';

export type { RedisTarget } from './target.js';

/** How long a read may take: a request that needs two of them is still answered within 2 s (api.md). */
const READ_TIMEOUT_MS = 900;

/** How long a command may take whose caller goes on without it: unnoticed by somebody who waits for an answer. */
const BEST_EFFORT_TIMEOUT_MS = 200;

/** How long a connection attempt may take, the handshake included. */
const connectTimeoutMs = 1000;

/**
 * A connection of one owner: a lane or a reader. It never reconnects and never sends a command a second time, so its
 * owner always knows what the server has seen: on any error throw it away and make a new one.
 *
 * Commands have no time limit (a reader blocks in XREADGROUP for seconds): an owner whose peer may fall silent needs
 * a watchdog, and `closeQuietly` makes whatever is in flight reject.
 *
 * @param name shown by CLIENT LIST
 * @throws Error when the connection is not usable within 1 s; `cause` is the socket's or the server's own error.
 */
export async function connectExclusive(target: RedisTarget, name: string): Promise<Redis> {
  const redis = new Redis({
    ...common(target, name),
    // After a silent reconnect ioredis would send an EXEC that lost its WATCHes, or a MULTI whose reply was lost again.
    retryStrategy: () => null,
    autoResendUnfulfilledCommands: false,
    // A command for a closed connection has to fail at once: nobody will ever send it.
    enableOfflineQueue: false,
    maxRetriesPerRequest: null,
    // The owner of an embedded server must get in while the server still loads its data.
    enableReadyCheck: false,
  });
  let failure: Error | undefined;
  const remember = (error: Error) => {
    failure ??= error;
  };
  redis.on('error', remember);
  // ioredis' connectTimeout ends with the TCP handshake; a peer that accepts and never answers would hold us for ever.
  const timer = setTimeout(() => {
    remember(new Error(`no answer within ${connectTimeoutMs} ms`));
    closeQuietly(redis);
  }, connectTimeoutMs);
  try {
    await redis.connect();
    // ioredis goes on when its SELECT was refused, and would read and write database 0.
    if (failure !== undefined) throw failure;
    return redis;
  } catch (error) {
    closeQuietly(redis);
    const cause = failure ?? error;
    throw new Error(`cannot connect to Redis at ${describeTarget(target)}: ${reason(cause)}`, { cause });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A connection for reads, shared by everybody: it reconnects by itself, and every read answers or rejects within 2 s.
 * A read whose reply was lost is sent again. Never write through it: a write could happen twice.
 *
 * @param name shown by CLIENT LIST
 */
export function connectShared(target: RedisTarget, name: string): Redis {
  const redis = new TurnwiseRedis({
    ...common(target, name),
    retryStrategy: (attempt) => reconnectDelayMs(attempt),
    // Reads wait out a quick restart (five retries, about 0.7 s); in a longer outage they fail, and the queue is emptied.
    maxRetriesPerRequest: 5,
    commandTimeout: READ_TIMEOUT_MS,
    // Notices a peer that went silent without closing: the commands' own timeout would keep the dead connection.
    socketTimeout: READ_TIMEOUT_MS,
    // While Redis loads its data, reads wait in the queue instead of failing; ask often whether it has finished.
    enableReadyCheck: true,
    maxLoadingRetryTime: 50,
  });
  redis.on('error', ignore);
  redis.connect().catch(ignore);
  return redis;
}

/** What commands go through that something is better with, and goes on without; see `connectBestEffort`. */
export type BestEffortRedis = Awaited<ReturnType<typeof connectBestEffort>>;

/**
 * A connection for commands whose callers go on without an answer: it reconnects by itself, and every command answers
 * or rejects within 200 ms, at once while Redis is away. None is sent twice, and one that rejected may have been done.
 *
 * Resolves when the first attempt to connect has ended, well or not; never rejects.
 *
 * @param name shown by CLIENT LIST
 */
export async function connectBestEffort(target: RedisTarget, name: string): Promise<Redis> {
  const redis = new TurnwiseRedis({
    ...common(target, name),
    retryStrategy: (attempt) => reconnectDelayMs(attempt),
    commandTimeout: BEST_EFFORT_TIMEOUT_MS,
    // A reply may be late without the connection being lost; one that never comes means a peer that is silent.
    socketTimeout: READ_TIMEOUT_MS,
    enableOfflineQueue: false,
    // What is in flight when the connection closes rejects then, and so is never sent again.
    maxRetriesPerRequest: 0,
    enableReadyCheck: true,
    maxLoadingRetryTime: 50,
  });
  redis.on('error', ignore);
  await redis.connect().catch(ignore);
  return redis;
}

/** Ends a connection at once, whatever state it is in: commands in flight reject, nothing throws. */
export function closeQuietly(redis: Redis): void {
  redis.disconnect();
}

function common(target: RedisTarget, name: string) {
  return {
    ...parseTarget(target),
    connectionName: name,
    connectTimeout: connectTimeoutMs,
    // Replies keep the shapes that every Redis since 2.0 sends; RESP3 would also need a HELLO in the handshake.
    protocol: 2,
    // Redis 7.0 answers CLIENT SETINFO (of 7.2) with errors, and the name says who we are.
    disableClientInfo: true,
    // The caller connects, so that a failure has a listener from the first moment.
    lazyConnect: true,
    // How long a closing socket waits for its peer; a peer that is silent would delay every rejection.
    disconnectTimeout: 0,
  } satisfies RedisOptions;
}

/**
 * Up to 20 ms, then twice as long each time up to 500 ms. Half of it is random, so that many who lost Redis in the same
 * moment do not come back together.
 *
 * @param attempt from 1
 * @param random 0 ≤ random < 1
 */
export function reconnectDelayMs(attempt: number, random = Math.random()): number {
  return (Math.min(20 * 2 ** (attempt - 1), 500) / 2) * (1 + random);
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A host with several addresses fails with an AggregateError, whose own message is empty.
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reason).join(', ');
  return error.message;
}

function ignore(): void {
  // The commands reject by themselves; an 'error' event without a listener would be printed by ioredis.
}
