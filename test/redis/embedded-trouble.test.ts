import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  accepts,
  embedded,
  fill,
  pidOf,
  scratch,
  startedIn,
  startServerProcess,
  stubServer,
} from '../support/embedded.js';
import { waitFor } from '../support/wait-for.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('startEmbedded', () => {
  test('stop ends the attempts to start a Redis that cannot be started again', async () => {
    const dir = await scratch();
    const { redis, log, stop } = await embedded(dir);
    await stubServer('exit 3');
    process.kill(await pidOf(redis), 'SIGKILL');
    await waitFor(() => log.lines.filter(([level]) => level === 'error').length > 1, {
      what: 'two failed starts',
    });
    await stop();
    const { length } = log.lines;
    await expect(startedIn(dir)).rejects.toThrow('redis-server ended at once (exit code 3)');
    expect(log.lines).toHaveLength(length);
  });

  test('stop while Redis loads after its restart leaves no process', async () => {
    const dir = await scratch();
    const { redis, stop } = await embedded(dir);
    await fill(redis, 50_000);
    await stubServer('exec "$real" "$@" --key-load-delay 100');
    process.kill(await pidOf(redis), 'SIGKILL');
    await waitFor(() => redis.status === 'end', { what: 'the killed Redis to be gone' });
    await waitFor(() => accepts(dir), { what: 'the next Redis to accept connections' });
    await stop();
    expect(await accepts(dir)).toBe(false);
  });

  test('waits until Redis has loaded its data, and says so when that takes long', async () => {
    const dir = await scratch();
    const first = await embedded(dir);
    await fill(first.redis, 25_000);
    await first.stop();

    // redis-server's own means to make loading slow, for tests: 100 µs a command.
    await stubServer('exec "$real" "$@" --key-load-delay 100');
    const { redis, log } = await embedded(dir);
    expect(await redis.llen('list')).toBe(25_000);
    expect(log.lines).toEqual([['info', 'still loading the append-only file']]);
  });

  test('a server killed while its Redis loads: the next start adopts it and waits for it', async () => {
    const dir = await scratch();
    const first = await embedded(dir);
    await fill(first.redis, 10_000);
    await first.stop();
    await stubServer('exec "$real" "$@" --key-load-delay 100');
    const server = startServerProcess(dir);
    await waitFor(() => accepts(dir), { what: 'Redis to accept connections' });
    await server.kill('SIGKILL');

    const { redis } = await embedded(dir);
    expect(await redis.llen('list')).toBe(10_000);
  });

  test('a redis-server that ends at once: the error has the end of its log', async () => {
    const dir = await scratch();
    await stubServer('exec "$real" "$@" --no-such-setting 1');
    await expect(startedIn(dir)).rejects.toThrow(
      /^redis-server ended at once \(exit code 1\)\. The end of .*redis\.log:\n[\s\S]*no-such-setting/,
    );
  });

  test('an append-only file that cannot be read: the error has the end of the log', async () => {
    const dir = await scratch();
    await mkdir(join(dir, 'appendonlydir'));
    await writeFile(join(dir, 'appendonlydir', 'appendonly.aof.manifest'), 'not a manifest');
    await expect(startedIn(dir)).rejects.toThrow(/^redis-server ended at once [\s\S]*manifest/);
  });
});
