import { describe, expect, onTestFinished, test } from 'vitest';
import { closeQuietly, connectExclusive } from '../../src/redis/connect.js';
import { claimOwnership, ownersIn } from '../../src/redis/ownership.js';
import { startRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

describe('claimOwnership', () => {
  test('a Redis without an owner is ours; the next claimant learns our pid', async () => {
    const connect = await redisOfItsOwn();
    expect(await claimOwnership(await connect())).toBeUndefined();
    expect(await claimOwnership(await connect())).toBe(process.pid);
  });

  test('of many claims at once exactly one succeeds, and the others leave no trace', async () => {
    const connect = await redisOfItsOwn();
    const claimants = await Promise.all(Array.from({ length: 20 }, connect));
    for (let round = 0; round < 10; round += 1) {
      const outcomes = await Promise.all(claimants.map(claimOwnership));
      const winners = claimants.filter((_, index) => outcomes[index] === undefined);
      expect(winners).toHaveLength(1);

      const [winner] = claimants.splice(outcomes.indexOf(undefined), 1, await connect());
      winner?.disconnect();
      const observer = await connect();
      await waitFor(async () => ownersIn(String(await observer.client('LIST'))).length === 0, {
        what: 'nobody to bear the name of an owner',
      });
    }
  });
});

test('ownersIn: only whole names of owners count', () => {
  const list = [
    'id=3 addr=/s:0 laddr=/s:0 fd=8 name=holdfast-owner-12 age=0 db=0',
    'id=4 addr=/s:0 laddr=/s:0 fd=9 name=holdfast-owner-x age=0 db=0',
    'id=5 addr=/s:0 laddr=/s:0 fd=9 name=not-holdfast-owner-7 age=0 db=0',
    'id=6 addr=/s:0 laddr=/s:0 fd=9 name= age=0 db=0',
    '',
  ].join('\n');
  expect(ownersIn(list)).toEqual([{ id: 3, pid: 12 }]);
});

async function redisOfItsOwn() {
  const server = await startRedis();
  onTestFinished(server.stop);
  return async () => {
    const redis = await connectExclusive(server.target, 'claimant');
    onTestFinished(() => closeQuietly(redis));
    return redis;
  };
}
