import { expect, test } from 'vitest';
import { pending } from '../support/groups.js';
import { startTwoServers } from '../support/two-servers.js';

test('kill -9 of one of two servers under load: the other takes over, nothing acknowledged is lost', async () => {
  const { redis, one, other, expectNothingLost } = await startTwoServers(30);
  const client = redis.connect();
  await Promise.all([one.write(200), other.write(200)]);

  const dying = one.write(Number.POSITIVE_INFINITY);
  const writing = other.write(600);
  await other.write(100);
  await one.server.process.end('SIGKILL');
  await Promise.all([dying, writing]);

  await other.write(100);
  await expectNothingLost(other);
  for (const [stream, group] of [
    ['{0}:tickets', 'orders'],
    ['{0}:orders', 'tickets'],
  ] as const)
    expect(await pending(client, stream, group)).toEqual([]);
}, 60_000);
