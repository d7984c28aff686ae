import { expect, test } from 'vitest';
import { accepted, details, openMarket } from '../support/market.js';
import { ownRedis } from '../support/own.js';
import { unsettled } from '../support/settled.js';
import { runVerify } from '../support/verify-process.js';
import { waitFor } from '../support/wait-for.js';

const TICKETS = 20_000;

/** A module that says at the end of a process what it has taken of the machine. */
const SAYS_USAGE = `data:text/javascript,${encodeURIComponent(
  "process.once('exit', () => process.stderr.write(JSON.stringify(process.resourceUsage())))",
)}`;

test('npm run verify: 20,000 tickets, within 300 MB and 20 s of a processor', {
  timeout: 90_000,
}, async () => {
  const { target, connect } = await ownRedis();
  const redis = connect();
  await redis.set('holdfast:partitions', 1);
  const market = openMarket({ target });
  for (let made = 0; made < TICKETS; made += 500) {
    await Promise.all(
      Array.from({ length: 500 }, (_, i) => accepted(market.tickets.create(`seller-${i}`, details))),
    );
  }
  await waitFor(async () => (await unsettled(redis, 1)).length === 0, {
    ...{ what: 'both modules to be through', timeoutMs: 40_000 },
  });
  await market.close();

  const { code, stdout, stderr } = await runVerify({
    REDIS_URL: target,
    NODE_OPTIONS: `--import=${SAYS_USAGE}`,
  });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^replicas +20,000 +ok /m);
  // In KiB and microseconds. Time on the clock would tell how busy the machine is.
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(stderr);
  expect(maxRSS).toBeLessThan(300_000);
  expect(userCPUTime + systemCPUTime).toBeLessThan(20_000_000);
});
