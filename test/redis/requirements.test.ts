import type { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { assertRequirements, checkRequirements, judge } from '../../src/redis/requirements.js';
import { type RedisServerOptions, startRedis } from '../support/redis.js';

const suitable =
  'redis_version:7.0.15\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\naof_last_write_status:ok\r\n';

describe('judge', () => {
  test('a suitable Redis meets every requirement', () => {
    expect(judge(suitable)).toEqual([
      { check: 'version', ok: true, detail: 'Redis 7.0.15' },
      { check: 'eviction', ok: true, detail: 'a Redis with maxmemory-policy noeviction' },
      { check: 'append-only-file', ok: true, detail: 'a Redis with an append-only file' },
    ]);
  });

  test('Valkey counts by the Redis version that it is compatible with', () => {
    const info = suitable.replace(
      'redis_version:7.0.15',
      'redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.0',
    );
    expect(judge(info)[0]).toEqual({ check: 'version', ok: true, detail: 'Redis 7.2.4' });
  });

  test.each(['5.0.7', '6.2.14'])('version %s is too old', (version) => {
    expect(judge(suitable.replace('7.0.15', version))[0]).toEqual({
      check: 'version',
      ok: false,
      detail: `Redis ${version}; Holdfast needs 7.0 or newer`,
    });
  });

  test.each(['allkeys-lru', 'volatile-ttl'])('maxmemory-policy %s is refused', (policy) => {
    expect(judge(suitable.replace('noeviction', policy))[1]).toEqual({
      check: 'eviction',
      ok: false,
      detail:
        `a Redis with maxmemory-policy ${policy}: an evicted ticket is a lost ticket. ` +
        'Run "CONFIG SET maxmemory-policy noeviction" on it, and set the same in its configuration',
    });
  });

  test('a Redis without an append-only file is accepted, and told', () => {
    const found = judge(suitable.replace('aof_enabled:1', 'aof_enabled:0'))[2];
    expect(found).toMatchObject({ ok: true, detail: expect.stringContaining('without an append-only file') });
  });

  test('an append-only file that cannot be written is a failure', () => {
    const found = judge(suitable.replace('write_status:ok', 'write_status:err'))[2];
    expect(found).toMatchObject({
      ok: false,
      detail: expect.stringContaining('cannot write its append-only file'),
    });
  });

  test('what INFO does not say is not taken for granted', () => {
    expect(
      judge('')
        .filter(({ ok }) => !ok)
        .map(({ check }) => check),
    ).toEqual(['version', 'eviction']);
  });
});

describe('on a real Redis', () => {
  test('checkRequirements reads its INFO', async () => {
    const redis = await redisWith({ appendonly: true });
    const found = await checkRequirements(redis);
    expect(found.map(({ check, ok }) => [check, ok])).toEqual([
      ['version', true],
      ['eviction', true],
      ['append-only-file', true],
      ['writes', true],
    ]);
    await expect(assertRequirements(redis)).resolves.toBeUndefined();
  });

  test('checkRequirements asks whether it takes writes, and changes nothing by that', async () => {
    const redis = await redisWith({});
    await checkRequirements(redis);
    expect(await redis.dbsize()).toBe(0);
    expect(await redis.info('persistence')).toContain('rdb_changes_since_last_save:0');
  });

  test.each([
    [
      'a replica',
      (redis: Redis) => redis.replicaof('127.0.0.1', 1),
      /^a replica, .* Point REDIS_URL at its master/,
    ],
    [
      'full',
      (redis: Redis) => redis.config('SET', 'maxmemory', 1),
      /^a Redis that is full: .* Raise maxmemory/,
    ],
    [
      'without enough replicas',
      (redis: Redis) => redis.config('SET', 'min-replicas-to-write', 1),
      /^a Redis that takes no writes\. It says: NOREPLICAS/,
    ],
  ])('one that is %s takes no writes, is told and can be started on', async (_, change, detail) => {
    const redis = await redisWith({});
    await change(redis);
    expect((await checkRequirements(redis)).filter(({ ok }) => !ok)).toEqual([
      { check: 'writes', ok: false, detail: expect.stringMatching(detail) },
    ]);
    await expect(assertRequirements(redis)).resolves.toBeUndefined();
  });

  test('assertRequirements: one that evicts is refused with a sentence that says what to do', async () => {
    const redis = await redisWith({ args: ['--maxmemory-policy', 'allkeys-lru'] });
    await expect(assertRequirements(redis)).rejects.toThrow(
      'REDIS_URL points at a Redis with maxmemory-policy allkeys-lru: an evicted ticket is a lost ticket. ' +
        'Run "CONFIG SET maxmemory-policy noeviction" on it, and set the same in its configuration',
    );
  });

  test('the advice helps', async () => {
    const redis = await redisWith({ args: ['--maxmemory-policy', 'allkeys-lru'] });
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
    await expect(assertRequirements(redis)).resolves.toBeUndefined();
  });

  test('checkRequirements rejects when Redis is away', async () => {
    const server = await startRedis();
    const redis = server.connect();
    await redis.ping();
    await server.stop();
    await expect(checkRequirements(redis)).rejects.toThrow();
  });
});

async function redisWith(options: RedisServerOptions) {
  const server = await startRedis(options);
  onTestFinished(server.stop);
  return server.connect();
}
