import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BUS_LIMITS } from '../../src/bus/index.js';
import { checkConsistency } from '../support/consistency.js';
import { meet, requests } from '../support/intercept.js';
import { loseReplyAndRedis, openTwo, ticketLine } from '../support/law-3.js';
import { accepted, by, details, listed, openMarket } from '../support/market.js';
import { startProxy, type Proxy as TestProxy } from '../support/proxy.js';
import { useRedis } from '../support/redis.js';
import { unsettled } from '../support/settled.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

describe('stop, with a change under way', () => {
  const troubles = [
    {
      what: 'Redis is silent before the WATCH',
      begin: (proxy: TestProxy) => proxy.blackHole(),
      told: 'unavailable',
    },
    {
      what: 'Redis is silent at the EXEC',
      begin: silentAtExec,
      told: 'outcome-unknown',
    },
    { what: 'the reply to EXEC is lost, and Redis away', begin: loseReplyAndRedis, told: 'outcome-unknown' },
  ];

  test.each(troubles)('$what: ends, and the caller is told', async ({ begin, told }) => {
    const { proxied, direct, proxy } = await openTwo(redis);
    const { id } = await listed(direct);
    await accepted(proxied.tickets.edit(id, by('ann'), { price: 2500 }));
    begin(proxy);
    const edited = proxied.tickets.edit(id, by('ann'), { price: 3000 });
    const answered = expect(edited).rejects.toMatchObject({ name: 'Unavailable', reason: told });
    const startedAt = performance.now();
    await proxied.bus.stop({ timeoutMs: 300 });
    expect(performance.now() - startedAt).toBeLessThan(2000);
    await answered;
  });

  test('Redis comes back within the time: the change is finished and answered', async () => {
    const { proxied, direct, proxy } = await openTwo(redis);
    const { id } = await listed(direct);
    const back = loseReplyAndRedis(proxy);
    const edited = proxied.tickets.edit(id, by('ann'), { price: 3000 });
    const accepts = proxy.accepted;
    const stopped = proxied.bus.stop({ timeoutMs: 5000 });
    await waitFor(() => proxy.accepted > accepts + 1, { what: 'the lane to look for Redis' });
    back();
    await stopped;
    expect(await edited).toMatchObject({ version: 1, price: 3000 });
    expect(await ticketLine(redis, id)).toEqual(['0: Concert for 2000', '1: Concert for 3000']);
  });
});

describe('stop, with an entry in hand', () => {
  test('Redis falls silent at its EXEC: ends all the same, and another process applies the entry once', async () => {
    const proxy = await startProxy({ target: redis.target });
    const writer = openMarket({ target: redis.target, subscriptions: [] });
    onTestFinished(writer.close);
    const { id } = await accepted(writer.tickets.create('ann', details));

    const silenced = silentAtExec(proxy);
    const reader = openMarket({ target: proxy.target });
    onTestFinished(async () => {
      proxy.heal();
      await reader.close();
      await proxy.stop();
    });
    await waitFor(() => silenced.times === 1, { what: 'the entry to be in hand' });
    const startedAt = performance.now();
    await Promise.race([reader.bus.stop({ timeoutMs: 300 }), delay(9000)]);
    expect(performance.now() - startedAt).toBeLessThan(5000);

    proxy.heal();
    const consumer = { ...BUS_LIMITS.consumer, claimIdleMs: 50, blockMs: 50 };
    const other = openMarket({ target: redis.target, limits: { consumer } });
    onTestFinished(other.close);
    await waitFor(async () => (await unsettled(redis.connect(), 1)).length === 0, {
      what: 'the other process to be through',
    });
    expect(await other.orders.replica(id)).toMatchObject({ version: 0, price: 2000 });
    expect(await checkConsistency(redis.connect(), 1)).toEqual([]);
  });
});

function silentAtExec(proxy: TestProxy) {
  return meet(proxy, requests.exec, () => {
    proxy.blackHole();
    return Promise.resolve(undefined);
  });
}
