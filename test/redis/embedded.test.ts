import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startEmbedded } from '../../src/redis/embedded.js';
import { accepts, collectLog, embedded, pidOf, reconnected, scratch } from '../support/embedded.js';
import { isAlive } from '../support/process.js';
import { waitFor } from '../support/wait-for.js';

describe('startEmbedded', () => {
  test('in a new directory: a Redis that loses nothing, on a socket for this user alone', async () => {
    const dir = join(await scratch(), 'new');
    const { redis } = await embedded(dir);

    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(statSync(join(dir, 'redis.sock')).mode & 0o777).toBe(0o700);
    expect(await settings(redis)).toEqual({
      appendonly: 'yes',
      appendfsync: 'always',
      'maxmemory-policy': 'noeviction',
      save: '',
      port: '0',
      dir,
    });
  });

  test('opens no TCP port', async () => {
    const { redis } = await embedded(await scratch());
    expect(await info(redis, 'server', 'tcp_port')).toBe('0');
  });

  test('a directory with spaces and signs in its name works', async () => {
    const dir = join(await scratch(), 'a b?c#d%20é');
    const { redis } = await embedded(dir);
    expect(await redis.ping()).toBe('PONG');
  });

  test('a relative directory is taken from the working directory, wherever that is later', async () => {
    const dir = await scratch();
    const before = process.cwd();
    onTestFinished(() => process.chdir(before));
    process.chdir(dir);
    const { redis, target } = await embedded('data');
    process.chdir(before);
    process.kill(await pidOf(redis), 'SIGKILL');
    expect(await (await reconnected(target)).config('GET', 'dir')).toEqual(['dir', join(dir, 'data')]);
  });

  test('after stop neither the process nor its socket is left, and the next start has the data', async () => {
    const dir = await scratch();
    const first = await embedded(dir);
    await first.redis.set('ticket', 'kept');
    const firstPid = await pidOf(first.redis);
    await first.stop();
    expect(isAlive(firstPid)).toBe(false);
    expect(existsSync(join(dir, 'redis.sock'))).toBe(false);

    const second = await embedded(dir);
    expect(await second.redis.get('ticket')).toBe('kept');
  });

  test('stop may be called more than once, and when Redis was killed a moment ago', async () => {
    const dir = await scratch();
    const { redis, stop } = await embedded(dir);
    process.kill(await pidOf(redis), 'SIGKILL');
    await Promise.all([stop(), stop()]);
    await stop();
    await waitFor(async () => !(await accepts(dir)), { what: 'the socket to refuse' });
  });

  test('stop lets Redis sync the append-only file', async () => {
    const dir = await scratch();
    const { stop } = await embedded(dir);
    await stop();
    expect(await readFile(join(dir, 'redis.log'), 'utf8')).toContain('Calling fsync() on the AOF file');
  });

  test('a Redis that was killed is started again, with every acknowledged write', async () => {
    const dir = await scratch();
    const { redis, target, log } = await embedded(dir);
    const firstPid = await pidOf(redis);
    await redis.set('ticket', 'kept');
    process.kill(firstPid, 'SIGKILL');

    const again = await reconnected(target);
    expect(await again.get('ticket')).toBe('kept');
    expect(await pidOf(again)).not.toBe(firstPid);
    expect(log.lines).toContainEqual(['warn', 'Redis is gone, starting it again']);
  });

  test('a Redis that is killed again and again is started again each time', async () => {
    const dir = await scratch();
    const { target } = await embedded(dir);
    for (let round = 0; round < 3; round += 1) {
      const redis = await reconnected(target);
      await redis.incr('rounds');
      process.kill(await pidOf(redis), 'SIGKILL');
      await waitFor(() => redis.status === 'end', { what: 'the killed Redis to be gone' });
    }
    const redis = await reconnected(target);
    expect(await redis.get('rounds')).toBe('3');
  });

  test('a path too long for a unix socket is refused before anything is made', async () => {
    const dir = join(await scratch(), 'x'.repeat(100));
    await expect(startEmbedded({ dir, log: collectLog() })).rejects.toThrow(
      /is too long: .* Choose a DATA_DIR of at most 92 bytes/,
    );
    expect(existsSync(dir)).toBe(false);
  });
});

async function settings(redis: Redis): Promise<Record<string, string>> {
  const names = ['appendonly', 'appendfsync', 'maxmemory-policy', 'save', 'port', 'dir'];
  const flat = (await redis.config('GET', ...names)) as string[];
  return Object.fromEntries(names.map((name) => [name, flat[flat.indexOf(name) + 1] ?? '']));
}

async function info(redis: Redis, section: string, name: string): Promise<string | undefined> {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(await redis.info(section))?.[1];
}
