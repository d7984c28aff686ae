import { describe, expect, onTestFinished, test } from 'vitest';
import { createFencedConnection, type FencedConnection } from '../../src/bus/fenced-connection.js';
import { BUS_LIMITS } from '../../src/bus/index.js';
import { createLane } from '../../src/bus/lane.js';
import { newId } from '../../src/bus/partition.js';
import { connectExclusive } from '../../src/redis/index.js';
import { openBus, silent } from '../support/bus.js';
import { createCounters } from '../support/counters.js';
import { fill } from '../support/embedded.js';
import { meet, requests } from '../support/intercept.js';
import { ownProxy, ownRedis } from '../support/own.js';
import type { RedisServer } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

test('fenced connection: Redis loads its data, commits are refused as unavailable and nothing else', async () => {
  // redis-server's own means to make loading slow, for tests: 100 µs a command.
  const server = await ownRedis({ appendonly: true, args: ['--key-load-delay', '100'] });
  await fill(server.connect(), 20_000);
  let loaded = false;
  const restarted = server.restart().then(() => {
    loaded = true;
  });
  await waitFor(() => isLoading(server), { what: 'Redis to load' });

  const warnings: string[] = [];
  const log = { ...silent, warn: ({ err }: { err?: unknown }) => void warnings.push(String(err)) };
  const bus = openBus({ target: server.target, log });
  onTestFinished(bus.close);
  const { create } = createCounters(bus);
  const failures: unknown[] = [];
  while (!loaded) await create().catch((error: unknown) => failures.push(error));
  await restarted;

  expect(failures.length).toBeGreaterThan(0);
  for (const failure of failures)
    expect(failure).toMatchObject({ name: 'Unavailable', reason: 'unavailable' });
  expect(warnings[0]).toMatch(/Redis refuses: LOADING/);
  expect(await create()).toMatchObject({ version: 0 });
});

describe('fenced connection: Redis is no master any more', () => {
  test('EXEC is refused, the connection is given up and a new one writes when Redis is a master again', async () => {
    const server = await ownRedis();
    const { connection, list, clientIds } = open(server);
    const client = server.connect();
    expect(await push(connection, list, 'a')).toBe('applied');
    const [first] = await clientIds();
    expect(first).toMatch(/^\d+$/);

    await client.replicaof('127.0.0.1', 1);
    await expect(push(connection, list, 'b')).rejects.toMatchObject({
      ...{ name: 'Unavailable', reason: 'unavailable' },
      message: expect.stringMatching(/^Redis refuses: READONLY/),
    });
    await waitFor(async () => (await clientIds()).length === 0, { what: 'the connection to be given up' });

    await client.replicaof('NO', 'ONE');
    expect(await push(connection, list, 'c')).toBe('applied');
    expect(await clientIds()).not.toEqual([first]);
    expect(await client.lrange(list, 0, -1)).toEqual(['a', 'c']);
  });

  test('the fence can not be asked, asks on new connections until it can, and what was stored counts', async () => {
    const server = await ownRedis();
    const proxy = await ownProxy(server);
    const { connection, list } = open(server, proxy);
    const client = server.connect();
    expect(await push(connection, list, 'a')).toBe('applied');

    meet(proxy, requests.exec, 'cut-after');
    meet(proxy, requests.recovery, async () => {
      await client.replicaof('127.0.0.1', 1);
      return undefined;
    });
    const accepted = proxy.accepted;
    const outcome = push(connection, list, 'b');
    await Promise.race([
      outcome,
      waitFor(() => proxy.accepted > accepted + 2, { what: 'a third connection' }),
    ]);
    await client.replicaof('NO', 'ONE');
    expect(await outcome).toBe('applied');
    expect(await client.lrange(list, 0, -1)).toEqual(['a', 'b']);
  });
});

test('fenced connection: closed while it is being made, nothing is written and nothing stays open', async () => {
  const server = await ownRedis();
  const proxy = await ownProxy(server);
  const { connection, list, clientIds } = open(server, proxy);
  const close = () => {
    connection.close();
    proxy.heal();
  };
  const lane = createLane({ ...connection, close }, BUS_LIMITS.lane, silent);

  proxy.blackHole();
  const refused = expect(
    lane.submit({ needs: () => [], decide: (set) => set.command(['rpush', list, 'a']) }),
  ).rejects.toMatchObject({ name: 'Unavailable', reason: 'unavailable' });
  await waitFor(() => proxy.accepted > 0, { what: 'the connection to be begun' });
  await lane.close({ timeoutMs: 200 });
  await refused;
  await waitFor(async () => (await clientIds()).length === 0, {
    what: 'no connection to be left',
    timeoutMs: 3000,
  });
  expect(await server.connect().exists(list)).toBe(0);
});

function open(server: RedisServer, { target }: Pick<RedisServer, 'target'> = server) {
  const laneId = newId(0);
  const name = `lane-${laneId}`;
  const connection = createFencedConnection({
    partition: 0,
    laneId,
    connect: () => connectExclusive(target, name),
    log: silent,
    replyTimeoutMs: 1000,
    backOff: { baseMs: 5, maxMs: 20 },
  });
  onTestFinished(connection.close);
  const observer = server.connect();
  return {
    connection,
    list: `{0}:list-${laneId}`,
    /** The ids that Redis knows the connections of the lane by. */
    async clientIds() {
      const clients = String(await observer.client('LIST')).split('\n');
      return clients
        .filter((client) => client.includes(` name=${name} `))
        .map((client) => /^id=(\d+)/.exec(client)?.[1]);
    },
  };
}

async function isLoading({ target }: RedisServer): Promise<boolean> {
  const client = await connectExclusive(target, 'test');
  try {
    await client.get('any');
    return false;
  } catch (error) {
    return String(error).includes('LOADING');
  } finally {
    client.disconnect();
  }
}

async function push(connection: FencedConnection, list: string, value: string) {
  await connection.begin([{ id: list, key: list, read: ['lrange', list, 0, -1] }]);
  return connection.exec([['rpush', list, value]]);
}
