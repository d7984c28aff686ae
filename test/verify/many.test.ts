import { expect, test } from 'vitest';
import { fillMarket } from '../support/fill-market.js';
import { openMarket } from '../support/market.js';
import { ownRedis } from '../support/own.js';
import { runMeasured } from '../support/run-cli.js';

const TICKETS = 20_000;

test('holdfast verify: 20,000 tickets, within 300 MB and 20 s of a processor', {
  timeout: 120_000,
}, async () => {
  const { target, connect } = await ownRedis();
  const redis = connect();
  await redis.set('holdfast:partitions', 1);
  const market = openMarket({ target });
  await fillMarket(market, redis, { count: TICKETS });
  await market.close();

  const { code, stdout, maxRssKib, cpuMs } = await runMeasured({ REDIS_URL: target }, 'verify');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^replicas +20,000 +ok /m);
  expect(maxRssKib).toBeLessThan(300_000);
  expect(cpuMs).toBeLessThan(20_000);
});
