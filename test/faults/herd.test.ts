import { expect, onTestFinished, test } from 'vitest';
import { startFaultLoad } from '../support/fault-load.js';
import { expectRecovery } from '../support/fault-world.js';
import { startHoldfast } from '../support/holdfast.js';
import { ownProxy, ownRedis } from '../support/own.js';
import type { RedisServer } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

/** Of a server with one partition: a lane, a reader for each module, the one that reads share and that of the limit. */
const CONNECTIONS = 5;

/** The longest pause between two attempts is 500 ms, half of it random, and the first few come faster. */
const attemptsIn = (ms: number) => CONNECTIONS * (6 + Math.ceil(ms / 250));

test('Redis away for 5 s while two servers have users: each tries at a bounded rate, and Redis is not flooded after', async () => {
  const redis = await ownRedis({ appendonly: true });
  const servers = await Promise.all([0, 1].map(() => serverBehindProxy(redis)));

  await redis.kill('SIGKILL');
  const before = servers.map(({ proxy }) => proxy.accepted);
  const begunAt = performance.now();
  await waitFor(() => performance.now() - begunAt > 5000, { what: 'the outage to last 5 s' });
  const lastedMs = performance.now() - begunAt;
  for (const [i, { proxy }] of servers.entries())
    expect(proxy.accepted - (before[i] ?? 0)).toBeLessThan(attemptsIn(lastedMs));

  await redis.restart();
  const since = performance.now();
  await Promise.all(servers.map(({ server }) => expectRecovery(server)));
  const seconds = (performance.now() - since) / 1000;
  const { connections, commands } = await countsOf(redis.connect());
  // Those that each server has anyway, those of the test, and nobody twice.
  expect(connections).toBeLessThan(2 * 2 * CONNECTIONS + 10);
  const asked = servers.flatMap(({ load }) => load.since(since)).length;
  expect(commands, `${commands} commands for ${asked} answers in ${seconds} s`).toBeLessThan(
    // A request takes Redis some ten commands with all that follows; what had waited in vain is not sent any more.
    12 * (asked + 100) + 500 * seconds,
  );
  for (const { load } of servers) await load.stop();
});

async function serverBehindProxy(redis: Parameters<typeof ownProxy>[0]) {
  const proxy = await ownProxy(redis);
  const server = await startHoldfast(proxy, { RATE_LIMIT_PER_MINUTE: '1000000' });
  onTestFinished(server.stop);
  const load = await startFaultLoad(server);
  onTestFinished(() => load.stop().catch(() => undefined));
  await load.acknowledged(20);
  return { proxy, server, load };
}

/** Since Redis was started. */
async function countsOf(redis: ReturnType<RedisServer['connect']>) {
  const info = await redis.info('stats');
  const count = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1]);
  return { connections: count('total_connections_received'), commands: count('total_commands_processed') };
}
