import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Redis } from 'ioredis';
import type { Log } from '../log.js';
import { connectExclusive } from './connect.js';
import type { CutTail } from './cut-tail.js';
import { startEmbedded } from './embedded.js';
import { describeTarget, type RedisTarget } from './target.js';

/** A Redis that was there before, open for a tool. */
export interface ExistingRedis {
  readonly target: RedisTarget;
  /** An exclusive connection; the caller closes it. */
  readonly redis: Redis;
  /** Where it is, without credentials. */
  readonly where: string;
  /** Only where it was started for the tool. */
  readonly started?: {
    /** What was dropped from the end of the append-only file before. */
    readonly cutTail: CutTail | undefined;
    readonly stop: () => Promise<void>;
  };
}

export interface OpenExistingOptions {
  readonly redisUrl?: RedisTarget | undefined;
  /** Where an embedded Redis has its files; only asked without a `redisUrl`. */
  readonly dataDir: string;
  /** What the connection is called. */
  readonly name: string;
  readonly signal: AbortSignal;
  /** Whether the end of an append-only file that is not whole may be dropped to start it. Default: false. */
  readonly dropsCutTail?: boolean;
}

/**
 * Opens the Redis of `redisUrl`, else the one that runs in `dataDir`, whoever it belongs to; where none runs, one is
 * started there for the time being.
 *
 * @throws CutTailError when it would have to drop something and may not
 * @throws Error with a sentence for the operator when there is none
 */
export async function openExisting({
  redisUrl,
  dataDir,
  name,
  signal,
  dropsCutTail = false,
}: OpenExistingOptions): Promise<ExistingRedis> {
  if (redisUrl !== undefined) {
    const redis = await connectExclusive(redisUrl, name);
    return { target: redisUrl, redis, where: describeTarget(redisUrl) };
  }
  const socket = `unix://${pathToFileURL(join(dataDir, 'redis.sock')).pathname}`;
  // To its owner a connection more is nothing; to start a second redis-server on its files would be the end of them.
  const running = await connectIfListening(socket, name);
  if (running) return { target: socket, redis: running, where: dataDir };
  // It would make the directory, and data of nothing.
  if (!(await exists(join(dataDir, 'appendonlydir')))) {
    throw new Error(
      `DATA_DIR ${dataDir} holds no data, and REDIS_URL is not set: set one of them to where your Holdfast has its data.`,
    );
  }
  const started = await startEmbedded({ dir: dataDir, log: terminal, signal, dropsCutTail });
  const { target } = started;
  try {
    return { target, redis: await connectExclusive(target, name), where: dataDir, started };
  } catch (error) {
    await started.stop();
    throw error;
  }
}

const ignore = () => undefined;

/** Somebody waits for the tool: they are told what it waits for, and nothing else, as the tool has a report. */
const terminal: Log = {
  debug: ignore,
  info: ignore,
  error: ignore,
  warn: (_, message) => void process.stderr.write(`${message}\n`),
};

/** @returns `undefined` when nobody listens there */
async function connectIfListening(target: RedisTarget, name: string): Promise<Redis | undefined> {
  try {
    return await connectExclusive(target, name);
  } catch (error) {
    if (error instanceof Error && NOBODY.test(error.message)) return undefined;
    throw error;
  }
}

/** What connecting to a socket fails with that is not there, or that a killed server left behind, or too long a path. */
const NOBODY = /ENOENT|ECONNREFUSED|EINVAL/;

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
