import type { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { registerDataSet, watchDataSet } from '../../src/bus/index.js';
import { connectShared } from '../../src/redis/index.js';
import { callsOf } from '../support/commandstats.js';
import { keepLog } from '../support/log.js';
import { ownRedis } from '../support/own.js';
import { waitFor } from '../support/wait-for.js';

const KEY = 'holdfast:data-set';

test('registerDataSet: the first makes the identity, and all others find it', async () => {
  const redis = (await ownRedis()).connect();
  const registered = await Promise.all(Array.from({ length: 10 }, () => registerDataSet(redis)));
  expect(new Set(registered.map(({ id }) => id))).toEqual(new Set([await redis.get(KEY)]));
  expect(registered.filter(({ isNew }) => isNew)).toHaveLength(1);
});

test('registerDataSet: an identity that is there, one look finds it', async () => {
  const redis = (await ownRedis()).connect();
  const { id } = await registerDataSet(redis);
  const [gets, sets] = [await callsOf(redis, 'get'), await callsOf(redis, 'set')];
  expect(await registerDataSet(redis)).toEqual({ id, isNew: false });
  expect(await callsOf(redis, 'get')).toBe(gets + 1);
  expect(await callsOf(redis, 'set')).toBe(sets);
});

test('registerDataSet: a Redis that takes no writes, the identity is found all the same', async () => {
  const redis = (await ownRedis()).connect();
  const { id } = await registerDataSet(redis);
  await redis.config('SET', 'maxmemory', 1);
  expect(await registerDataSet(redis)).toEqual({ id, isNew: false });
});

test('data set: gone, another and back, is noticed by itself and told once', async () => {
  const { redis, id, dataSet, lines } = await watched();
  expect(dataSet.replaced).toBeUndefined();
  await redis.flushall();
  await waitFor(() => dataSet.replaced?.startsWith('the data is gone'), { what: 'the loss' });
  await dataSet.look();
  await redis.set(KEY, 'another');
  expect(await dataSet.look()).toMatch(/^the data was replaced/);
  expect(lines).toEqual([
    [expect.stringMatching(/^the data is gone: .* Restore the newest backup/), { dataSet: id, found: null }],
  ]);
  await redis.set(KEY, id);
  await waitFor(() => dataSet.replaced === undefined, { what: 'the data to be back' });
});

test('data set: Redis away, says nothing about it', async () => {
  const { server, dataSet, lines } = await watched();
  await server.kill('SIGKILL');
  await expect(dataSet.look()).rejects.toMatchObject({ name: 'Unavailable' });
  expect(dataSet.replaced).toBeUndefined();
  expect(lines).toEqual([]);
});

async function watched() {
  const server = await ownRedis();
  const redis: Redis = server.connect();
  const { id } = await registerDataSet(redis);
  const shared = connectShared(server.target, 'test-data-set');
  const { log, lines } = keepLog('error');
  const dataSet = watchDataSet({ redis: shared, id, log });
  onTestFinished(async () => {
    await dataSet.stop();
    shared.disconnect();
  });
  return { server, redis, id, dataSet, lines };
}
