import { expect, test } from 'vitest';
import { storedPrices } from '../support/told-stored.js';
import { startTwoServers } from '../support/two-servers.js';

test('SIGTERM of one of two servers under load: no 5xx, no answer is lost, and the other goes on', async () => {
  const { redis, one, other, expectNothingLost } = await startTwoServers(50);
  await Promise.all([one.write(100), other.write(100)]);

  const ending = one.write(Number.POSITIVE_INFINITY);
  const writing = other.write(400);
  await other.write(100);
  expect(await one.server.process.end('SIGTERM')).toEqual({ code: 0, signal: null });
  await Promise.all([ending, writing]);

  for (const { told } of [one, other]) expect(told.failures).toEqual([]);
  await expectNothingLost(other);
  const told = [one, other].flatMap(({ told: { tickets } }) => tickets.map(({ price }) => price));
  const stored = await storedPrices(redis.connect());
  expect([...stored].filter((price) => !told.includes(price))).toEqual([]);
}, 60_000);
