import { expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/config.js';
import { start } from '../../src/main.js';
import { playAt } from '../../src/story/index.js';
import type { PlayedStep } from '../../src/story/story.js';
import { tableRows } from '../../src/story/table.js';
import { pauseGroup } from '../support/paused-group.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { newWebhookSecret } from '../support/sign-webhook.js';
import { waitFor } from '../support/wait-for.js';

const keys = {
  AUTH_SECRET: 'a secret of this test, longer than 32 bytes',
  AUTH_ISSUER: 'https://issuer.example',
  AUTH_AUDIENCE: 'holdfast',
  PAYMENT_WEBHOOK_SECRET: newWebhookSecret(),
};

it.each<[string, Record<string, string>]>([
  ['on one partition', {}],
  ['on four partitions', { PARTITIONS: '4' }],
  ['in production mode, with its limit of requests', keys],
])('story: %s, all is as it must be', async (_, env) => {
  const story = await play(await ownRedis(), { env });

  expect(story.steps.map(({ ok }) => ok)).toEqual(new Array(7).fill(true));
  expect(story.steps.flatMap(({ seen }) => seen.entries)).toContain('ticket:updated 3');
  expect(story.isAsItMustBe).toBe(true);
});

it('story: a module that does not hear of the order, ends at that step and says what was expected', async () => {
  const redis = await ownRedis();
  const client = redis.connect();
  const before = async () => {
    await waitFor(async () => (await client.exists('{0}:orders')) === 1, { what: 'the group to exist' });
    await pauseGroup(client, { stream: 'orders', group: 'tickets' });
  };
  const story = await play(redis, { before });

  expect(story.isAsItMustBe).toBe(false);
  const last = story.steps.at(-1);
  expect(story.steps.map(({ ok }) => ok)).toEqual([true, false]);
  expect(last && tableRows(last)).toMatch(
    /^buyer orders it +v0 available, 2000 .*\n\nThis is not as it must be. Expected:\nbuyer orders it +v1 reserved, 2000 /s,
  );
});

it.each<[string, Record<string, string>, RegExp]>([
  ['without a key', {}, /gives no tokens, as it is not in development mode: set AUTH_SECRET/],
  ['with another key', { AUTH_SECRET: 'x'.repeat(32) }, /was answered with 401: .*AUTH_SECRET/],
  ['without a way to pay', { PAYMENT_WEBHOOK_SECRET: '' }, /^PAYMENT_WEBHOOK_SECRET is not set/],
  [
    'with another secret to pay',
    { PAYMENT_WEBHOOK_SECRET: newWebhookSecret() },
    /webhook was answered with 401: /,
  ],
])('story: a server in production mode %s, a sentence says what to set', async (name, other, sentence) => {
  const told = name === 'without a key' ? {} : { ...keys, ...other };
  await expect(play(await ownRedis(), { env: keys, told })).rejects.toThrow(sentence);
});

/** Data that was used with 4 partitions can't be used with 1: no test may come upon another's. */
async function ownRedis(): Promise<RedisServer> {
  const redis = await startRedis();
  onTestFinished(redis.stop);
  return redis;
}

interface Play {
  /** Of the server. */
  readonly env?: Record<string, string>;
  /** Of the story. */
  readonly told?: Record<string, string>;
  readonly before?: () => Promise<void>;
}

async function play(redis: RedisServer, { env = {}, told = env, before }: Play) {
  const defaults = { REDIS_URL: redis.target, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent', WEB: 'off' };
  const holdfast = await start(readConfig({ ...defaults, ...env }));
  const steps: PlayedStep[] = [];
  const onStep = (step: PlayedStep) => void steps.push(step);
  try {
    await before?.();
    const { signal } = new AbortController();
    return { steps, isAsItMustBe: await playAt(holdfast.url, { env: told, onStep, signal }) };
  } finally {
    await holdfast.stop();
  }
}
