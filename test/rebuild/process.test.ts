import { randomUUID } from 'node:crypto';
import { stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { audit } from '../support/audit.js';
import { accepts, reconnected, scratch } from '../support/embedded.js';
import { listTicket, newUser, placeOrder } from '../support/http-market.js';
import { ownRedis } from '../support/own.js';
import { runRebuild, runVerify, startCli } from '../support/run-cli.js';
import { startServerProcess } from '../support/server-process.js';
import { waitFor } from '../support/wait-for.js';
import { settledWorld } from '../verify/world.js';

describe('holdfast rebuild', () => {
  test('--help: says what it does, and exits with 0', async () => {
    const { code, stdout } = await runRebuild({}, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('holdfast rebuild [options] <module>');
  });

  test.each([
    ['no module', {}, [], /^Missing required argument 'module'\. holdfast rebuild --help/],
    ['a module that has no replicas', {}, ['tickets'], /Allowed choices are orders\. .*--help/],
    ['two modules', {}, ['orders', 'orders'], /^Too many arguments for 'rebuild'\..*--help/],
    ['an option that it does not know', {}, ['orders', '--force'], /^Unknown option '--force'\. .*--help/],
    [
      'nobody at REDIS_URL',
      { REDIS_URL: 'unix:///nowhere/redis.sock' },
      ['orders'],
      /^cannot connect to Redis at unix:\/\/\/nowhere/,
    ],
    ['no URL', { REDIS_URL: 'localhost' }, ['orders'], /^REDIS_URL is wrong/],
    [
      'a DATA_DIR that does not exist',
      { DATA_DIR: join(tmpdir(), randomUUID()) },
      ['orders'],
      /^DATA_DIR \/.* holds no data/,
    ],
  ])(
    '%s: a sentence says so, and it exits with 2',
    async (_, env: Record<string, string>, args, sentence) => {
      const { code, stdout, stderr } = await runRebuild(env, ...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(sentence);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    },
  );

  test("somebody else's Redis: a sentence says so, it exits with 2, and nothing was written", async () => {
    const { target, connect } = await ownRedis();
    const redis = connect();
    await redis.set('sessions', 'of another program');

    const { code, stderr } = await runRebuild({ REDIS_URL: target }, 'orders');
    expect(code).toBe(2);
    expect(stderr).toMatch(/holds no data of Holdfast/);
    expect(await redis.keys('*')).toEqual(['sessions']);
  });

  test('a Redis that may evict: a sentence says so, and it exits with 2', async () => {
    const { target, connect } = await ownRedis();
    const redis = connect();
    await redis.set('holdfast:partitions', 1);
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');

    const { code, stderr } = await runRebuild({ REDIS_URL: target }, 'orders');
    expect(code).toBe(2);
    expect(stderr).toMatch(/noeviction/);
  });

  test('interrupted: it says so and exits with 2; run again, all is right', async () => {
    const { server, redis } = await settledWorld();
    const keys = await redis.keys('{0}:orders:ticket:*');
    await redis.del(...keys);
    // It reads and may not go on: the interruption comes while it waits for its own entries.
    await redis.client('PAUSE', 600_000, 'WRITE');
    const tool = startCli({ REDIS_URL: server.target }, 'rebuild', 'orders');
    await waitFor(async () => String(await redis.client('LIST')).includes('holdfast-lane-0'), {
      what: 'the first write',
    });
    tool.process.kill('SIGINT');
    await redis.client('UNPAUSE');
    const { code, stderr } = await tool.ended;
    expect(code).toBe(2);
    // Before it there may be warnings: Redis took its time.
    expect(stderr.trim().split('\n').at(-1)).toBe('It was interrupted. Run it again.');

    expect((await runRebuild({ REDIS_URL: server.target }, 'orders')).code).toBe(0);
    expect(await redis.keys('{0}:orders:ticket:*')).toHaveLength(keys.length);
    expect((await audit(server.target)).violations).toEqual([]);
  });

  test('interrupted while Redis does not answer a write: it does not wait for the answer', async () => {
    const { server, redis } = await settledWorld();
    await redis.client('PAUSE', 600_000, 'WRITE');
    const tool = startCli({ REDIS_URL: server.target }, 'rebuild', 'orders');
    const waits = /name=holdfast-lane-0 .* flags=b/;
    await waitFor(async () => waits.test(String(await redis.client('LIST'))), { what: 'the first write' });
    tool.process.kill('SIGINT');
    const { code, stderr } = await tool.ended;
    await redis.client('UNPAUSE');
    expect(code).toBe(2);
    expect(stderr.trim().split('\n').at(-1)).toBe('It was interrupted. Run it again.');
  });

  test('what goes wrong in the bus: it is told on stderr, and the report is as it should be', async () => {
    const { server, redis } = await settledWorld();
    const entryId = await redis.xadd('{0}:tickets', '*', 'not', 'an event');

    const { code, stdout, stderr } = await runRebuild({ REDIS_URL: server.target }, 'orders', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true });
    const [line = '', ...others] = stderr.trim().split('\n');
    expect(JSON.parse(line)).toMatchObject({
      level: 50,
      entryId,
      msg: 'an entry was moved to the dead letters',
    });
    expect(others).toEqual([]);
  });

  test('an append-only file that is cut at its end: it says what to do, and leaves it as it was', async () => {
    const DATA_DIR = await scratch();
    const file = join(DATA_DIR, 'appendonlydir', 'appendonly.aof.1.incr.aof');
    const server = await startServerProcess({ DATA_DIR });
    await listTicket(await newUser(server, 'seller'));
    await server.process.end('SIGTERM');
    const { size } = await stat(file);
    await truncate(file, size - 3);

    const { code, stdout, stderr } = await runRebuild({ DATA_DIR }, 'orders');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^The append-only file \S+ ends in the middle .* Start one there: .* Then run this again\.\n$/,
    );
    expect((await stat(file)).size).toBe(size - 3);
  });

  test('no server runs, in a DATA_DIR: its Redis is started, and everything is done all the same', async () => {
    const DATA_DIR = await scratch();
    const target = `unix://${join(DATA_DIR, 'redis.sock')}`;
    const server = await startServerProcess({ DATA_DIR, PARTITIONS: '2' });
    const { id } = await listTicket(await newUser(server, 'seller'));
    await placeOrder(await newUser(server, 'buyer'), id);
    const redis = await reconnected(target);
    await redis.del(...(await redis.keys('*:orders:ticket:*')));
    await server.process.end('SIGTERM');

    const { code, stdout, stderr } = await runRebuild({ DATA_DIR }, 'orders');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`${DATA_DIR}: 1 ticket announced, 1 replica restored, 0 corrected.`);
    expect(await accepts(DATA_DIR)).toBe(false);
    expect((await runVerify({ DATA_DIR })).code).toBe(0);
  });
});
