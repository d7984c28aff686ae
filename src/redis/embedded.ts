import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Log } from '../log.js';
import type { CutTail } from './cut-tail.js';
import { type EmbeddedServer, ended, type RedisHome, shutDown, takeServer } from './embedded-server.js';
import { makeDirectory } from './make-directory.js';
import type { RedisTarget } from './target.js';

/** Above this many bytes a unix socket's path does not fit into macOS' sockaddr_un (Linux allows 107). */
const longestSocketPath = 103;

/** A Redis that ran this long before it died is started again without delay. */
const calmMs = 10_000;

export interface EmbeddedRedis {
  target: RedisTarget;
  /** What was dropped from the end of the append-only file, which was not whole, before Redis was started first. */
  cutTail: CutTail | undefined;
  /** Stops the Redis and resolves when it is gone, within 6 s. May be called more than once. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Where the data is; created with access for this user only. */
  dir: string;
  log: Log;
  /** Ends a start that waits for a Redis which loads its data or is silent. */
  signal?: AbortSignal | undefined;
  /**
   * Whether the end of an append-only file that is not whole is dropped, which changes the file; otherwise Redis is not
   * started. Default: true.
   */
  dropsCutTail?: boolean;
  /** For tests: how long nobody in the directory may show any life before a start fails, in milliseconds. */
  silenceMs?: number;
}

/**
 * A redis-server of our own on a unix socket in `dir`: durable (every acknowledged write is on the disk), without a
 * TCP port, and started again when it dies. A server that a killed Holdfast left behind is adopted.
 *
 * @throws Error with a sentence for the operator when the directory is in use, its path is too long, or redis-server is
 * missing or does not start.
 * @throws CutTailError when the append-only file is not whole and may not be changed.
 *
 * @example
 * const redis = await startEmbedded({ dir: './data', log });
 * const lane = await connectExclusive(redis.target, 'lane-0');
 */
export async function startEmbedded({
  dir,
  log,
  signal,
  dropsCutTail = true,
  silenceMs,
}: EmbeddedOptions): Promise<EmbeddedRedis> {
  const home = { ...(await prepareHome(resolve(dir))), dropsCutTail, silenceMs };
  const stopping = new AbortController();
  const stopRequested = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const first = await takeServer(home, log, signal ?? stopping.signal);
  if (first.child === undefined) log.info({ dir }, 'adopted the Redis that a killed server left behind');
  const supervision = supervise(first);

  async function supervise(started: EmbeddedServer): Promise<void> {
    let deaths = 0;
    for (let server: EmbeddedServer | undefined = started; server !== undefined; deaths += 1) {
      const since = performance.now();
      await Promise.race([ended(server.owner), stopRequested]);
      if (stopping.signal.aborted) return shutDown(server, home, log);
      deaths = performance.now() - since > calmMs ? 0 : deaths;
      server = await startAgain(deaths);
    }
  }

  /** @returns undefined when we are stopping. */
  async function startAgain(deaths: number): Promise<EmbeddedServer | undefined> {
    for (let tries = deaths; !stopping.signal.aborted; tries += 1) {
      const delayMs = tries === 0 ? 0 : Math.min(100 * 2 ** (tries - 1), 2000);
      log.warn({ dir: home.dir, delayMs }, 'Redis is gone, starting it again');
      try {
        await sleep(delayMs, undefined, { signal: stopping.signal });
        return await takeServer(home, log, stopping.signal);
      } catch (err) {
        if (!stopping.signal.aborted) log.error({ err }, 'Redis could not be started again');
      }
    }
    return undefined;
  }

  return {
    target: home.target,
    cutTail: first.cutTail,
    stop() {
      stopping.abort();
      return supervision;
    },
  };
}

async function prepareHome(dir: string): Promise<Omit<RedisHome, 'dropsCutTail' | 'silenceMs'>> {
  const socket = join(dir, 'redis.sock');
  const bytes = Buffer.byteLength(socket);
  if (bytes > longestSocketPath) {
    throw new Error(
      `DATA_DIR ${dir} is too long: the path of its Redis socket has ${bytes} bytes, and a unix socket may have ` +
        `${longestSocketPath}. Choose a DATA_DIR of at most ${longestSocketPath - bytes + Buffer.byteLength(dir)} bytes.`,
    );
  }
  await makeDirectory(dir);
  return {
    dir,
    socket,
    // As in a file's URL: a directory may have spaces, '?' and '#' in its name.
    target: `unix://${pathToFileURL(socket).pathname}`,
    logFile: join(dir, 'redis.log'),
    lock: join(dir, 'redis.lock'),
  };
}
