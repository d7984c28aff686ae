import { describe, expect, onTestFinished, test } from 'vitest';
import { Fault, Unavailable } from '../../src/bus/faults.js';
import { createFencedConnection } from '../../src/bus/fenced-connection.js';
import { newId } from '../../src/bus/partition.js';
import type { Need } from '../../src/bus/working-set.js';
import { connectExclusive, type RedisTarget } from '../../src/redis/index.js';
import { silent } from '../support/bus.js';
import { hold, meet, requests } from '../support/intercept.js';
import { startProxy } from '../support/proxy.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

describe('exec', () => {
  test('nobody else wrote: applied, and the fence holds the number of the transaction', async () => {
    const { connection, fence, list } = open();
    expect(await push(connection, list, 'a')).toBe('applied');
    expect(await push(connection, list, 'b')).toBe('applied');
    expect(await redis.connect().lrange(list, 0, -1)).toEqual(['a', 'b']);
    expect(await redis.connect().get(fence)).toBe('2');
    expect(await redis.connect().ttl(fence)).toBeGreaterThan(3500);
  });

  test('a rival wrote what begin had read: a conflict, and nothing is written', async () => {
    const { connection, fence, list } = open();
    await connection.begin([reads(list)]);
    await redis.connect().rpush(list, 'rival');
    expect(await connection.exec([['rpush', list, 'a']])).toBe('conflict');
    expect(await redis.connect().lrange(list, 0, -1)).toEqual(['rival']);
    expect(await redis.connect().exists(fence)).toBe(0);
  });

  test('a rival wrote what extend had read: a conflict, and nothing is written', async () => {
    const { connection, list } = open();
    const set = await connection.begin([reads(list)]);
    const other = `${list}-other`;
    await connection.extend(set, [reads(other)]);
    await redis.connect().rpush(other, 'rival');
    expect(await connection.exec([['rpush', list, 'a']])).toBe('conflict');
    expect(await redis.connect().exists(list)).toBe(0);
  });

  test('nothing to write: tells whether all that was read belongs together, and writes no fence', async () => {
    const { connection, fence, list } = open();
    await connection.begin([reads(list)]);
    expect(await connection.exec([])).toBe('applied');
    await connection.begin([reads(list)]);
    await redis.connect().rpush(list, 'rival');
    expect(await connection.exec([])).toBe('conflict');
    expect(await redis.connect().exists(fence)).toBe(0);
  });

  test('a command fails inside EXEC: a fault, as the others took effect', async () => {
    const { connection, list } = open();
    await redis.connect().set(`${list}-text`, 'no list');
    await connection.begin([]);
    const commands = [['rpush', list, 'a'] as const, ['rpush', `${list}-text`, 'a'] as const];
    const failed = connection.exec(commands);
    await expect(failed).rejects.toThrow(Fault);
    await expect(failed).rejects.toMatchObject({ cause: { message: /^WRONGTYPE/ } });
  });
});

describe('begin', () => {
  test('Redis is not there: unavailable', async () => {
    const { connection } = open('unix:///nowhere/redis.sock');
    await expect(connection.begin([])).rejects.toMatchObject({ name: 'Unavailable', reason: 'unavailable' });
  });

  test('WATCH is refused: unavailable, although the reads were answered', async () => {
    const { connection, list } = open();
    await connection.begin([]);
    await redis.connect().acl('SETUSER', 'default', '-watch');
    onTestFinished(async () => void (await redis.connect().acl('SETUSER', 'default', '+watch')));
    await expect(connection.begin([reads(list)])).rejects.toThrow(
      new Unavailable(
        'unavailable',
        "Redis refuses: NOPERM this user has no permissions to run the 'watch' command",
      ),
    );
  });
});

describe('the reply to EXEC is lost', () => {
  test('Redis had executed it: applied, and it is written once', async () => {
    const { connection, proxy, list } = await openProxied();
    await push(connection, list, 'a');
    const lost = meet(proxy, requests.exec, 'cut-after');
    expect(await push(connection, list, 'b')).toBe('applied');
    expect(lost.times).toBe(1);
    expect(await redis.connect().lrange(list, 0, -1)).toEqual(['a', 'b']);
  });

  test('Redis never got it: a conflict, although the transaction before it was applied', async () => {
    const { connection, proxy, list } = await openProxied();
    await push(connection, list, 'a');
    meet(proxy, requests.exec, 'cut-before');
    expect(await push(connection, list, 'b')).toBe('conflict');
    expect(await push(connection, list, 'b')).toBe('applied');
    expect(await redis.connect().lrange(list, 0, -1)).toEqual(['a', 'b']);
  });

  test.each([
    { exec: 'cut-after', outcome: 'applied', list: ['a', 'b'] },
    { exec: 'cut-before', outcome: 'conflict', list: ['a'] },
  ] as const)(
    "twice the fence's answer is lost too: still $outcome",
    async ({ exec, outcome, list: expected }) => {
      const { connection, proxy, list } = await openProxied();
      await push(connection, list, 'a');
      meet(proxy, requests.exec, exec);
      const asked = meet(proxy, requests.recovery, 'cut-after', 2);
      expect(await push(connection, list, 'b')).toBe(outcome);
      expect(asked.times).toBe(2);
      expect(await redis.connect().lrange(list, 0, -1)).toEqual(expected);
    },
  );

  test('a transaction after it: applied, and its own lost reply is told apart from the first one', async () => {
    const { connection, proxy, list } = await openProxied();
    meet(proxy, requests.exec, 'cut-after', 3);
    for (const value of ['a', 'b', 'c']) expect(await push(connection, list, value)).toBe('applied');
    meet(proxy, requests.exec, 'cut-before');
    expect(await push(connection, list, 'd')).toBe('conflict');
    expect(await redis.connect().lrange(list, 0, -1)).toEqual(['a', 'b', 'c']);
  });

  test('it still travels when the fence is asked: a conflict, and it fails when it arrives', async () => {
    const { connection, proxy, list, name } = await openProxied({ replyTimeoutMs: 100 });
    const late = hold(proxy, requests.exec);
    expect(await push(connection, list, 'late')).toBe('conflict');
    expect(await clientsOf(name)).toBe(2);
    late.release();
    // Redis sees the end of the old connection only after all that was sent before it.
    await waitFor(async () => (await clientsOf(name)) === 1, { what: 'the late EXEC to have arrived' });
    expect(await redis.connect().lrange(list, 0, -1)).toEqual([]);
    expect(await push(connection, list, 'a')).toBe('applied');
  });

  test('nothing was to be written: a conflict, without asking the fence', async () => {
    const { connection, proxy, list } = await openProxied();
    await connection.begin([reads(list)]);
    meet(proxy, requests.exec, 'cut-after');
    const asked = meet(proxy, requests.recovery, undefined);
    expect(await connection.exec([])).toBe('conflict');
    expect(asked.times).toBe(0);
  });

  test('Redis stays away: waits, and tells the outcome when it is back', async () => {
    const { connection, proxy, list } = await openProxied();
    await connection.begin([reads(list)]);
    meet(proxy, requests.exec, 'cut-after');
    const back = away(proxy);
    const outcome = connection.exec([['rpush', list, 'a']]);
    const before = proxy.accepted;
    await waitFor(() => proxy.accepted > before + 2, { what: 'three attempts to reach Redis' });
    back();
    expect(await outcome).toBe('applied');
  });

  test('closed before Redis is back: rejects as outcome-unknown', async () => {
    const { connection, proxy, list } = await openProxied();
    await connection.begin([reads(list)]);
    meet(proxy, requests.exec, 'cut-after');
    away(proxy);
    const outcome = connection.exec([['rpush', list, 'a']]);
    const before = proxy.accepted;
    await waitFor(() => proxy.accepted > before, { what: 'an attempt to reach Redis' });
    connection.close();
    await expect(outcome).rejects.toMatchObject({ name: 'Unavailable', reason: 'outcome-unknown' });
    await expect(connection.begin([])).rejects.toMatchObject({ reason: 'unavailable' });
  });
});

type FencedConnection = ReturnType<typeof createFencedConnection>;

function open(target: RedisTarget = redis.target, { replyTimeoutMs = 1000 } = {}) {
  const laneId = newId(0);
  const name = `lane-${laneId}`;
  const connection = createFencedConnection({
    partition: 0,
    laneId,
    connect: () => connectExclusive(target, name),
    log: silent,
    replyTimeoutMs,
    backOff: { baseMs: 5, maxMs: 20 },
  });
  onTestFinished(connection.close);
  return { connection, name, fence: `{0}:lane:${laneId}`, list: `{0}:list-${laneId}` };
}

async function openProxied(options: { replyTimeoutMs?: number } = {}) {
  const proxy = await startProxy({ target: redis.target });
  onTestFinished(proxy.stop);
  return { proxy, ...open(proxy.target, options) };
}

const reads = (key: string): Need => ({ id: key, key, read: ['lrange', key, 0, -1] });

async function push(connection: FencedConnection, list: string, value: string) {
  await connection.begin([reads(list)]);
  return connection.exec([['rpush', list, value]]);
}

/** Cuts every connection that says hello from now on; returns what ends it. */
function away(proxy: Awaited<ReturnType<typeof startProxy>>): () => void {
  return proxy.onRequest((chunk) => (requests.exec.test(String(chunk)) ? undefined : 'cut-before'));
}

async function clientsOf(name: string): Promise<number> {
  const clients = String(await redis.connect().client('LIST'));
  return clients.split(` name=${name} `).length - 1;
}
