import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Log } from '../log.js';
import { closeQuietly, connectExclusive } from './connect.js';
import { type CutTail, CutTailError, dropCutTail, refusedFile } from './cut-tail.js';
import { findRedisServer } from './find-server.js';
import { claimOwnership } from './ownership.js';
import { type ServerProcess, spawnRedisServer } from './server-process.js';
import { type Holding, holdingOf } from './spawn-lock.js';
import type { RedisTarget } from './target.js';
import { isAbsent, whileAbsent } from './while-absent.js';

const pollMs = 15;

/** How long a killed owner's connection may take to vanish from a Redis that it left behind. */
const ownerGraceMs = 1000;

/** How long one answer of a connected Redis may take before the connection is given up. */
const answerMs = 5000;

/** How long whoever has the directory, a Redis or the holder of the lock, may show no life before the start fails. */
const SILENCE_MS = 30_000;

/** Where an embedded Redis has its things. */
export interface RedisHome {
  dir: string;
  socket: string;
  target: RedisTarget;
  logFile: string;
  lock: string;
  /** Whether the end of an append-only file that is not whole may be dropped; else Redis is not started. */
  dropsCutTail: boolean;
  /** For tests: how long nobody there may show any life, in milliseconds. */
  silenceMs?: number | undefined;
}

/** An embedded Redis that is ours: by its owner connection, whose end is also the sign that the server is gone. */
export interface EmbeddedServer {
  owner: Redis;
  /** Undefined for a server that somebody else started. */
  child: ServerProcess | undefined;
  /** What was dropped from the end of the append-only file before the start. */
  cutTail: CutTail | undefined;
}

/**
 * Gets hold of the Redis of a directory: adopts the one that runs there without an owner, or starts one; resolves when it has
 * loaded its data.
 *
 * @throws CutTailError when it would have to drop something and may not
 * @throws Error with a sentence for the operator: the directory is in use, or redis-server is missing or does not start.
 */
export async function takeServer(home: RedisHome, log: Log, signal: AbortSignal): Promise<EmbeddedServer> {
  let child: ServerProcess | undefined;
  let cutTail: CutTail | undefined;
  const patience = createPatience(home);
  const remark = createRemarks(log);
  try {
    for (;;) {
      signal.throwIfAborted();
      if (child?.ending !== undefined) {
        cutTail = (await mend(home, child, log)) ?? cutTail;
        child = undefined;
      }
      child = (await launchIfAbsent(home)) ?? child;
      const owner = await connectExclusive(home.target, 'holdfast-claimant').catch(() => undefined);
      if (owner !== undefined) {
        if (await makeOurs(owner, home, remark, signal)) return { owner, child, cutTail };
        // Before it ended it may have loaded its data for long.
        patience.heard();
      }
      const holding = await patience.look();
      if (holding === undefined) remark('info', 'Redis does not answer yet');
      else remark('warn', waitsFor(home, holding));
      await sleep(pollMs, undefined, { signal });
    }
  } catch (error) {
    if (signal.aborted && child !== undefined) await terminate(child);
    throw error;
  }
}

/** Stops the Redis, with everything it acknowledged on the disk, and resolves when the process is gone. */
export async function shutDown({ owner, child }: EmbeddedServer, home: RedisHome, log: Log): Promise<void> {
  // Its only answer to success is to close the connection. Redis writes and syncs the append-only file before it exits.
  owner.shutdown().catch(() => undefined);
  if (!(await within(5000, child?.ended ?? ended(owner)))) {
    log.error({ dir: home.dir }, 'Redis has not stopped within 5 s of SHUTDOWN');
    // A server that we adopted is not ours to kill.
    if (child !== undefined) await terminate(child);
  }
  closeQuietly(owner);
}

/** Resolves when the connection has ended. */
export function ended(redis: Redis): Promise<void> {
  return new Promise((resolve) => {
    if (redis.status === 'end') resolve();
    else redis.once('end', () => resolve());
  });
}

async function terminate(child: ServerProcess): Promise<void> {
  child.kill('SIGTERM');
  if (await within(1000, child.ended)) return;
  child.kill('SIGKILL');
  await child.ended;
}

/**
 * Drops the cut end of the append-only file for which a Redis has ended, unless somebody else is at it. The log says so
 * loudly.
 *
 * @throws Error when that is not why it ended, or nothing may be dropped
 */
async function mend(home: RedisHome, child: ServerProcess, log: Log): Promise<CutTail | undefined> {
  const file = refusedFile(child);
  if (file === undefined) throw notStarted(child, home);
  if (!home.dropsCutTail) throw new CutTailError(file);
  return await whileAbsent(home, async ({ touch }) => {
    const cutTail = await dropCutTail(home.dir, file, { now: Date.now(), touch });
    log.error({ dir: home.dir, ...cutTail }, DROPPED);
    return cutTail;
  });
}

/**
 * Starts a redis-server, unless one runs or somebody else is starting one; resolves when its socket accepts connections.
 */
function launchIfAbsent(home: RedisHome): Promise<ServerProcess | undefined> {
  return whileAbsent(home, async (lock) => {
    const found = await findRedisServer();
    if (found === undefined) throw new Error(missing);
    const child = spawnRedisServer({ ...home, path: found.path });
    try {
      while (child.ending === undefined && (await isAbsent(home.socket))) {
        await sleep(pollMs);
        await lock.touch();
      }
    } catch (error) {
      // Somebody took us for dead and starts a server: ours must not write to the same file.
      child.kill('SIGKILL');
      throw error;
    }
    return child;
  });
}

/** @returns false when the connection was lost on the way. */
async function makeOurs(
  owner: Redis,
  home: RedisHome,
  remark: Remark,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const rivalPid = await claimPatiently(owner, signal);
    if (rivalPid !== undefined) throw inUse(home, rivalPid);
    await loaded(owner, remark, signal);
    return true;
  } catch (error) {
    if (owner.status === 'end') return false;
    closeQuietly(owner);
    throw error;
  }
}

async function claimPatiently(owner: Redis, signal: AbortSignal): Promise<number | undefined> {
  const deadline = performance.now() + ownerGraceMs;
  for (;;) {
    const rivalPid = await answered(owner, claimOwnership(owner));
    if (rivalPid === undefined || performance.now() > deadline) return rivalPid;
    await sleep(pollMs, undefined, { signal });
  }
}

async function loaded(owner: Redis, remark: Remark, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await answered(owner, owner.ping());
      return;
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('LOADING'))) throw error;
    }
    remark('info', 'still loading the append-only file');
    await sleep(pollMs, undefined, { signal });
  }
}

/** The answer, or a closed connection: an exclusive connection by itself would wait for ever. */
async function answered<T>(redis: Redis, answer: Promise<T>): Promise<T> {
  const timer = setTimeout(() => closeQuietly(redis), answerMs);
  try {
    return await answer;
  } finally {
    clearTimeout(timer);
  }
}

async function within(ms: number, event: Promise<void>): Promise<boolean> {
  const timeout = new AbortController();
  const late = sleep(ms, false, { signal: timeout.signal }).catch(() => false);
  const inTime = await Promise.race([event.then(() => true), late]);
  timeout.abort();
  return inTime;
}

/** Tells a Redis, or a holder of the lock, that takes long from one that shows no life. */
function createPatience(home: RedisHome) {
  const { silenceMs = SILENCE_MS } = home;
  let heardAt = performance.now();
  let holding: Holding | undefined;
  return {
    heard() {
      heardAt = performance.now();
    },
    /**
     * @returns how the lock is held, if it is
     * @throws Error when nobody has shown life for too long
     */
    async look(): Promise<Holding | undefined> {
      const before = holding;
      holding = await holdingOf(home.lock);
      // That it is held is no life: after the clock was set back, a dead holder's name does not become stale.
      if (holding !== undefined && holding.name !== before?.name) heardAt = performance.now();
      if (performance.now() - heardAt > silenceMs) throw silent(home, silenceMs, holding);
      return holding;
    },
  };
}

type Remark = (level: 'info' | 'warn', message: string) => void;

/** Says why a start takes long: after 2 s, and again every 10 s. */
function createRemarks(log: Log): Remark {
  const since = performance.now();
  let nextMs = 2000;
  return (level, message) => {
    const waitedMs = Math.round(performance.now() - since);
    if (waitedMs < nextMs) return;
    nextMs = waitedMs + 10_000;
    log[level]({ waitedMs }, message);
  };
}

const DROPPED =
  'the append-only file of Redis was cut in the middle of its last transaction, which was dropped. If the machine went ' +
  'down while Redis wrote, nobody had been told that it is stored; if the disk failed or somebody touched the file, ' +
  'writes that were confirmed may be lost: restore the newest backup. holdfast verify says whether the rest is in order';

const missing =
  'No redis-server or valkey-server 7.0 or newer was found. Install one (apt-get install redis-server, ' +
  'brew install redis), or set REDIS_URL to a Redis that runs elsewhere.';

function inUse({ dir }: RedisHome, pid: number): Error {
  return new Error(
    `DATA_DIR ${dir} is in use by another Holdfast (pid ${pid}). Stop it, choose another DATA_DIR, ` +
      'or let both share one Redis by REDIS_URL.',
  );
}

function notStarted(child: ServerProcess, { logFile }: RedisHome): Error {
  const lastWords = child.said().trim().split('\n').slice(-5).join('\n');
  return new Error(`redis-server ended at once (${child.ending}). The end of ${logFile}:\n${lastWords}`);
}

function waitsFor({ dir }: RedisHome, { pid }: Holding): string {
  const who = pid === undefined ? 'another process' : `another process (pid ${pid})`;
  return `${who} is at the files of DATA_DIR ${dir}, such as holdfast verify: the start waits until it has finished`;
}

function silent({ socket, logFile, lock }: RedisHome, ms: number, holding: Holding | undefined): Error {
  if (holding !== undefined) {
    return new Error(
      `Somebody holds ${lock} and has shown no life for ${ms / 1000} s. If nothing runs there, remove it and start again.`,
    );
  }
  return new Error(
    `The Redis on ${socket} has not answered for ${ms / 1000} s. See ${logFile}; if it hangs, stop it and start again.`,
  );
}
