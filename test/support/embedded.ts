import { spawn } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Redis } from 'ioredis';
import { onTestFinished, vi } from 'vitest';
import { closeQuietly, connectExclusive } from '../../src/redis/connect.js';
import { startEmbedded } from '../../src/redis/embedded.js';
import { findRedisServer } from '../../src/redis/find-server.js';
import type { RedisTarget } from '../../src/redis/target.js';
import { makeDataDir } from './data-dir.js';
import { waitFor } from './wait-for.js';

export async function scratch(): Promise<string> {
  const { dir, remove } = await makeDataDir();
  onTestFinished(remove);
  return dir;
}

export async function startedIn(dir: string, log = collectLog(), limits: { silenceMs?: number } = {}) {
  const started = await startEmbedded({ dir, log, ...limits });
  onTestFinished(started.stop);
  return started;
}

export async function embedded(dir: string) {
  const log = collectLog();
  const started = await startedIn(dir, log);
  return { ...started, log, redis: await reconnected(started.target) };
}

export function reconnected(target: RedisTarget): Promise<Redis> {
  return waitFor(
    async () => {
      const redis = await connectExclusive(target, 'test');
      onTestFinished(() => closeQuietly(redis));
      await redis.ping();
      return redis;
    },
    { what: `Redis at ${target} to answer` },
  );
}

export async function fill(redis: Redis, commands: number): Promise<void> {
  const writes = redis.pipeline();
  for (let i = 0; i < commands; i += 1) writes.rpush('list', i);
  await writes.exec();
}

export function collectLog() {
  const lines: [string, string][] = [];
  const at = (level: string) => (_: object, message: string) => void lines.push([level, message]);
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** A living process of its own that has called startEmbedded, or tried to. */
export async function serverProcess(dir: string) {
  const server = startServerProcess(dir);
  const { value } = await server.lines.next();
  return { ...server, said: String(value) };
}

export function startServerProcess(dir: string) {
  const fixture = join(import.meta.dirname, '..', 'redis', 'fixtures', 'embedded-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', fixture, dir], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // In a process group of its own, as a shell starts it.
    detached: true,
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const kill = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
  };
  /** What a terminal does at Ctrl-C. */
  const interrupt = async () => {
    process.kill(-Number(child.pid), 'SIGINT');
    await exited;
  };
  onTestFinished(() => kill('SIGKILL'));
  return { lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](), kill, interrupt };
}

/** Puts a redis-server before the real one on the PATH, which starts it in its own way. */
export async function stubServer(command: string): Promise<void> {
  const real = await findRedisServer();
  const bin = join(await scratch(), 'bin');
  await mkdir(bin);
  const script = `#!/bin/sh\nreal=${real?.path}\n[ "$1" = --version ] && exec "$real" --version\n${command}\n`;
  await writeFile(join(bin, 'redis-server'), script);
  await chmod(join(bin, 'redis-server'), 0o755);
  vi.stubEnv('PATH', `${bin}${delimiter}${process.env.PATH}`);
}

export async function pidOf(redis: Redis): Promise<number> {
  return Number(/^process_id:(\d+)/m.exec(await redis.info('server'))?.[1]);
}

export function accepts(dir: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(join(dir, 'redis.sock'), () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
