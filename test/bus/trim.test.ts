import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import type { Retention } from '../../src/bus/cut.js';
import { createReplay } from '../../src/bus/replay.js';
import { millisecondsOf } from '../../src/bus/replies.js';
import { streamsOf, trimStream } from '../../src/bus/trim.js';
import { ticketEvents } from '../../src/events/tickets.js';
import { ticketSubscription } from '../../src/modules/orders/reactions.js';
import { orderSubscription } from '../../src/modules/tickets/reactions.js';
import { silent } from '../support/bus.js';
import { watchCommands } from '../support/commands.js';
import { callsOf } from '../support/commandstats.js';
import { readAndForget } from '../support/groups.js';
import { hold, requests } from '../support/intercept.js';
import { openLane } from '../support/lane.js';
import { keepLog } from '../support/log.js';
import { ownProxy, ownRedis } from '../support/own.js';
import { useRedis } from '../support/redis.js';

const redis = useRedis();

const HOUR_MS = 3_600_000;
const everything: Retention = { maxAgeMs: 0, maxLength: 0 };
const unlimited: Retention = { maxAgeMs: 1000 * HOUR_MS, maxLength: 1_000_000 };

test('trim: a group whose server is down for an hour, keeps all that it has not read while another is far ahead', async () => {
  const { fill, group, trim, left } = open();
  const ids = await fill(20);
  await group('ahead', 20);
  await group('down', 5);
  await trim(everything, ['ahead', 'down']);
  expect(await left()).toEqual(ids.slice(4));
});

test('trim: every group through with everything, the newest entry stays', async () => {
  const { fill, group, trim, left } = open();
  const ids = await fill(20);
  await group('one', 20);
  await group('other', 20);
  await trim(everything);
  expect(await left()).toEqual(ids.slice(19));
});

test('trim: one very old entry pending among acknowledged ones, it stays with all that came after it', async () => {
  const { client, key, fill, group, trim, left } = open();
  const ids = await fill(20);
  await group('one', 20, { pending: [ids[6]] });
  await trim(everything);
  expect(await left()).toEqual(ids.slice(6));
  await client.xack(key, 'one', ids[6] ?? '');
  await trim(everything);
  expect(await left()).toEqual(ids.slice(19));
});

test('trim: the oldest entry pending, nothing is cut however long the stream is, and no more is read of it', async () => {
  const server = await ownRedis();
  const { client, fill, group, trim, left } = open(server);
  const ids = await fill(20);
  await group('one', 20, { pending: [ids[0]] });
  await group('other', 20);
  await trim(everything);
  expect(await callsOf(client, 'xrange')).toBe(1);
  expect(await left()).toEqual(ids);
});

test('trim: a group of this process that does not exist yet, nothing is cut', async () => {
  const { fill, group, trim, left } = open();
  const ids = await fill(20);
  await group('one', 20);
  await trim(everything, ['one', 'new']);
  expect(await left()).toEqual(ids);
});

test('trim: no group at all, nothing is cut', async () => {
  const { fill, trim, left } = open();
  const ids = await fill(20);
  await trim(everything, ['one']);
  expect(await left()).toEqual(ids);
});

test('trim: a group that no server here knows, holds the floor like any other', async () => {
  const { client, key, fill, group, trim, left } = open();
  const ids = await fill(20);
  await group('one', 20);
  await group('of a newer server', 0);
  await trim(everything, ['one']);
  expect(await left()).toEqual(ids);
  await readAndForget(client, { stream: key, group: 'of a newer server', consumer: 'c' }, 8);
  await client.xack(key, 'of a newer server', ...ids.slice(0, 8));
  await trim(everything, ['one']);
  expect(await left()).toEqual(ids.slice(7));
});

test('trim: entries of two ages, the older ones go', async () => {
  const { fill, group, trim, left } = open();
  await fill(7, 3 * HOUR_MS);
  const young = await fill(5, HOUR_MS);
  await group('one', 12);
  await trim({ ...unlimited, maxAgeMs: 2 * HOUR_MS });
  expect(await left()).toEqual(young);
});

test('trim: young entries, those beyond the length go', async () => {
  const { fill, group, trim, left } = open();
  const ids = await fill(20);
  await group('one', 20);
  await trim({ ...unlimited, maxLength: 8 });
  expect(await left()).toEqual(ids.slice(12));
});

test('trim: both rules, the one that cuts more decides', async () => {
  const { fill, group, trim, left } = open();
  const [old, young] = [await fill(6, 3 * HOUR_MS), await fill(6, HOUR_MS)];
  const ids = [...old, ...young];
  await group('one', 12);
  await trim({ maxAgeMs: 2 * HOUR_MS, maxLength: 10 });
  expect(await left()).toEqual(young);
  await trim({ maxAgeMs: 2 * HOUR_MS, maxLength: 4 });
  expect(await left()).toEqual(ids.slice(8));
});

test('trim: young and few, nothing is cut and no group is asked', async () => {
  const server = await ownRedis();
  const { fill, group, trim, left } = open(server);
  const ids = await fill(20);
  await group('one', 20);
  const seen = await watchCommands(server);
  await trim(unlimited);
  await seen.until('time');
  expect(await left()).toEqual(ids);
  expect(seen.transactions).toEqual([]);
  expect(seen.alone.map(([name]) => name)).not.toContain('XINFO');
});

test('trim: a stream that nobody has written to, stays away', async () => {
  const { client, key, trim } = open();
  await trim(everything, ['one']);
  expect(await client.exists(key)).toBe(0);
});

test('trim: more than a piece, is cut piece by piece through the lane alone', async () => {
  const server = await ownRedis();
  const { fill, group, trim, left } = open(server);
  const ids = await fill(20);
  await group('one', 17);
  const seen = await watchCommands(server);
  await trim(everything, ['one'], { pieceSize: 5 });
  expect(await left()).toEqual(ids.slice(16));
  await seen.until('xtrim');
  const cuts = seen.transactions.flat().filter(([name]) => name === 'xtrim');
  expect(cuts.map((command) => command.at(-1))).toEqual([ids[5], ids[10], ids[15], ids[16]]);
  expect(seen.alone.map(([name]) => name)).not.toContain('xtrim');
});

test('trim: something was cut, one line says how much', async () => {
  const { name, fill, group, trim } = open();
  const ids = await fill(20);
  await group('one', 20);
  const { log, lines } = keepLog('info');
  await trim({ ...unlimited, maxLength: 8 }, ['one'], { log, pieceSize: 5 });
  await trim({ ...unlimited, maxLength: 8 }, ['one'], { log });
  expect(lines).toEqual([
    ['old entries were cut from a stream', { partition: 0, stream: name, entries: 12, upTo: ids[11] }],
  ]);
});

test('trim: two processes at the same piece, one of them cuts it', async () => {
  const proxy = await ownProxy(redis);
  const { fill, group, trim, left, lane } = open();
  const ids = await fill(20);
  await group('one', 20);
  const [slow, quick] = [keepLog('info'), keepLog('info')];
  const exec = hold(proxy, requests.exec);
  const slowly = trim(everything, ['one'], { log: slow.log, lane: lane(proxy) });
  await exec.arrived;
  await trim(everything, ['one'], { log: quick.log });
  exec.release();
  await slowly;
  expect(await left()).toEqual(ids.slice(19));
  expect([quick.lines.length, slow.lines.length]).toEqual([1, 0]);
});

test('trim: told to stop, it cuts no further piece', async () => {
  const { fill, group, trim, left } = open();
  const ids = await fill(20);
  await group('one', 20);
  await trim(everything, ['one'], { signal: AbortSignal.abort() });
  expect(await left()).toEqual(ids);
});

test('trim: a client that comes back, is told that it has lost something if what it has not seen was cut', async () => {
  const { client, key, fill, group, trim } = open();
  const ids = await fill(20);
  await group('one', 20);
  const replay = createReplay(client, [{ stream: ticketEvents, key }]);
  expect(await replay.hasLost([ids[2] ?? ''], [ids[19] ?? ''])).toBe(false);
  await trim({ ...unlimited, maxLength: 10 });
  expect(await replay.hasLost([ids[2] ?? ''], [ids[19] ?? ''])).toBe(true);
  expect(await replay.hasLost([ids[10] ?? ''], [ids[19] ?? ''])).toBe(false);
});

test('trim: the streams of both modules, each with its reader, and the tickets with their histories', () => {
  expect(streamsOf([orderSubscription, ticketSubscription])).toEqual([
    { name: 'orders', groups: ['tickets'], keepsHistory: true },
    { name: 'tickets', groups: ['orders'], keepsHistory: true },
  ]);
});

test('trim: two groups of one stream, both have to be there', () => {
  const archive = { ...ticketSubscription, group: 'archive' };
  expect(streamsOf([ticketSubscription, archive])).toEqual([
    { name: 'tickets', groups: ['orders', 'archive'], keepsHistory: false },
  ]);
});

/** A stream of the test's own, and what can happen to it. */
function open(server: Pick<typeof redis, 'target' | 'connect'> = redis) {
  const client = server.connect();
  const name = `stream-${randomUUID()}`;
  const key = `{0}:${name}`;
  const lane = (to: Pick<typeof redis, 'target'> = server) => {
    const opened = openLane(to);
    onTestFinished(() => opened.close({ timeoutMs: 500 }));
    return opened;
  };
  const own = lane();
  return {
    client,
    name,
    key,
    lane,
    /** Writes entries that are as old as said, one each millisecond; returns their ids. */
    async fill(count: number, ageMs = HOUR_MS): Promise<string[]> {
      const from = millisecondsOf(await client.time()) - ageMs;
      const ids = Array.from({ length: count }, (_, i) => `${from + i}-0`);
      for (const id of ids) await client.xadd(key, id, 'n', '1');
      return ids;
    },
    /** A group that has read so many entries, and acknowledged all but those that are pending. */
    async group(group: string, read: number, { pending = [] }: { pending?: (string | undefined)[] } = {}) {
      await client.xgroup('CREATE', key, group, '0');
      if (read === 0) return;
      const ids = await readAndForget(client, { stream: key, group, consumer: 'gone' }, read);
      await client.xack(key, group, ...ids.filter((id) => !pending.includes(id)));
    },
    trim: (
      retention: Retention,
      groups: readonly string[] = [],
      options: Partial<Parameters<typeof trimStream>[0]> = {},
    ) =>
      trimStream({
        ...{ redis: client, lane: own, partition: 0, retention, pieceSize: 100, log: silent },
        ...{ stream: { name, groups, keepsHistory: false }, signal: new AbortController().signal },
        ...options,
      }),
    left: async () => (await client.xrange(key, '-', '+')).map(([id]) => id),
  };
}
