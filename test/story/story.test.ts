import { expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/config.js';
import { start } from '../../src/main.js';
import { playStory } from '../../src/story/story.js';
import { pauseGroup } from '../support/paused-group.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

it.each(['1', '4'])('story: on %s partitions, all is as it must be', async (PARTITIONS) => {
  const story = await play(await ownRedis(), PARTITIONS);

  expect(story.lines.join('\n')).toContain('ticket:updated 3');
  expect(story.asItMustBe).toBe(true);
});

it('story: a module that does not hear of the order, ends at that step and says what was expected', async () => {
  const redis = await ownRedis();
  const client = redis.connect();
  const pause = async () => {
    await waitFor(async () => (await client.exists('{0}:orders')) === 1, { what: 'the group to exist' });
    await pauseGroup(client, { stream: 'orders', group: 'tickets' });
  };
  const story = await play(redis, '1', pause);

  expect(story.asItMustBe).toBe(false);
  expect(story.lines.at(-1)).toMatch(/not as it must be. Expected:\nbuyer orders it +v1 reserved, 2000/);
});

/** Data that was used with 4 partitions can't be used with 1: no test may come upon another's. */
async function ownRedis(): Promise<RedisServer> {
  const redis = await startRedis();
  onTestFinished(redis.stop);
  return redis;
}

async function play(redis: RedisServer, PARTITIONS: string, before = () => Promise.resolve()) {
  const config = readConfig({
    REDIS_URL: redis.target,
    PARTITIONS,
    PORT: '0',
    LOG_LEVEL: 'silent',
    WEB: 'off',
  });
  const holdfast = await start(config);
  const lines: string[] = [];
  try {
    await before();
    const print = (line: string) => lines.push(line);
    return { lines, asItMustBe: await playStory({ url: holdfast.url, redis: redis.connect(), print }) };
  } finally {
    await holdfast.stop();
  }
}
