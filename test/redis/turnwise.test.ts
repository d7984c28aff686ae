import { expect, onTestFinished, test } from 'vitest';
import { closeQuietly, connectShared } from '../../src/redis/index.js';
import { ownProxy } from '../support/own.js';
import { useRedis } from '../support/redis.js';

const redis = useRedis();

test('commands of one turn of the event loop: sent together, each answered by itself', async () => {
  const proxy = await ownProxy(redis);
  const reads = connectShared(proxy.target, 'test');
  onTestFinished(() => closeQuietly(reads));
  await reads.ping();
  const chunks: string[] = [];
  proxy.onRequest((chunk) => {
    chunks.push(chunk.toString());
    return undefined;
  });

  const answers = await Promise.allSettled([
    ...Array.from({ length: 20 }, (_, n) => reads.echo(`text ${n}`)),
    reads.call('nonsense'),
  ]);

  expect(answers.slice(0, 20)).toEqual(
    Array.from({ length: 20 }, (_, n) => ({ status: 'fulfilled', value: `text ${n}` })),
  );
  expect(answers[20]?.status).toBe('rejected');
  expect(chunks).toHaveLength(1);
});
