import { expect, onTestFinished, test } from 'vitest';
import { closeQuietly, connectShared, watchReach } from '../../src/redis/index.js';
import { ownProxy, ownRedis } from '../support/own.js';
import { waitFor } from '../support/wait-for.js';

test('watchReach: a Redis that falls silent, is behind a proxy without it, and falls silent again, is told each time', async () => {
  const server = await ownRedis();
  const proxy = await ownProxy(server);
  const redis = connectShared(proxy.target, 'test-reach');
  onTestFinished(() => closeQuietly(redis));
  const isReached = watchReach(redis);
  const nextClose = () => new Promise<boolean>((resolve) => redis.once('close', () => resolve(isReached())));
  await redis.ping();
  expect(isReached()).toBe(true);

  for (const round of ['first', 'second']) {
    const silence = nextClose();
    proxy.pauseReplies();
    await expect(redis.ping(), round).rejects.toThrow();
    expect(await silence, round).toBe(true);

    const absence = waitFor(() => !isReached(), { what: 'the absence to be told' });
    await server.kill('SIGKILL');
    proxy.heal();
    proxy.cut();
    await absence;

    await server.restart();
    await waitFor(() => isReached(), { what: 'the connection to be there again' });
    expect(await redis.ping(), round).toBe('PONG');
  }
});
