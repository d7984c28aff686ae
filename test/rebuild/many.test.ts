import { expect, test } from 'vitest';
import { fillMarket } from '../support/fill-market.js';
import { openMarket } from '../support/market.js';
import { ownRedis } from '../support/own.js';
import { runMeasured } from '../support/run-cli.js';

const TICKETS = 10_000;

test('holdfast rebuild: 10,000 replicas from nothing while a server listens, within 250 MB and 20 s of a processor', {
  timeout: 120_000,
}, async () => {
  const { target, connect } = await ownRedis();
  const redis = connect();
  await redis.set('holdfast:partitions', 1);
  const market = openMarket({ target });
  await fillMarket(market, redis, { count: TICKETS, ordered: 50 });
  const keys = await redis.keys('{0}:orders:ticket:*');
  expect(keys).toHaveLength(TICKETS);
  for (let i = 0; i < keys.length; i += 1000) await redis.del(...keys.slice(i, i + 1000));

  const REDIS_URL = target;
  const { code, stdout, maxRssKib, cpuMs } = await runMeasured({ REDIS_URL }, 'rebuild', 'orders', '--json');
  await market.close();
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ tickets: TICKETS, restored: TICKETS });
  expect(await redis.keys('{0}:orders:ticket:*')).toHaveLength(TICKETS);
  expect(maxRssKib).toBeLessThan(250_000);
  expect(cpuMs).toBeLessThan(20_000);
});
