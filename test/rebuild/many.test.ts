import { expect, test } from 'vitest';
import { accepted, details, openMarket } from '../support/market.js';
import { ownRedis } from '../support/own.js';
import { runRebuild } from '../support/run-tool.js';
import { unsettled } from '../support/settled.js';
import { waitFor } from '../support/wait-for.js';

const TICKETS = 10_000;

/** A module that says at the end of a process what it has taken of the machine. */
const SAYS_USAGE = `data:text/javascript,${encodeURIComponent(
  "process.once('exit', () => process.stderr.write(JSON.stringify(process.resourceUsage())))",
)}`;

test('npm run rebuild: 10,000 replicas from nothing while a server listens, within 250 MB and 20 s of a processor', {
  timeout: 120_000,
}, async () => {
  const { target, connect } = await ownRedis();
  const redis = connect();
  await redis.set('holdfast:partitions', 1);
  const market = openMarket({ target });
  for (let made = 0; made < TICKETS; made += 500) {
    const ids = await Promise.all(
      Array.from({ length: 500 }, () => accepted(market.tickets.create('ann', details)).then(({ id }) => id)),
    );
    const last = ids.at(-1) ?? '';
    await waitFor(() => market.orders.replica(last), { what: 'the copies' });
    await Promise.all(
      ids.slice(0, 250).map((ticketId) => accepted(market.orders.place('bob', { ticketId }))),
    );
  }
  await waitFor(async () => (await unsettled(redis, 1)).length === 0, {
    ...{ what: 'both modules to be through', timeoutMs: 60_000 },
  });
  const keys = await redis.keys('{0}:orders:ticket:*');
  expect(keys).toHaveLength(TICKETS);
  for (let i = 0; i < keys.length; i += 1000) await redis.del(...keys.slice(i, i + 1000));

  const { code, stdout, stderr } = await runRebuild(
    { REDIS_URL: target, NODE_OPTIONS: `--import=${SAYS_USAGE}` },
    ...['orders', '--json'],
  );
  await market.close();
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ tickets: TICKETS, restored: TICKETS });
  expect(await redis.keys('{0}:orders:ticket:*')).toHaveLength(TICKETS);
  // In KiB and microseconds. Time on the clock would tell how busy the machine is.
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(stderr);
  expect(maxRSS).toBeLessThan(250_000);
  expect(userCPUTime + systemCPUTime).toBeLessThan(20_000_000);
});
