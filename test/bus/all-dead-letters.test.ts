import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { createDeadLetters } from '../../src/bus/all-dead-letters.js';
import { type DeadLetterId, formatDeadLetterId } from '../../src/bus/dead-letter-id.js';
import { type ListedDeadLetter, Unavailable } from '../../src/bus/index.js';
import { keyIn } from '../../src/bus/partition.js';
import { openBus } from '../support/bus.js';
import { watchCommands } from '../support/commands.js';
import { openLane } from '../support/lane.js';
import { createLedger } from '../support/ledger.js';
import { ownRedis } from '../support/own.js';
import { type RedisServer, useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

/** A bus whose two groups have nothing to read; the test says what is among their dead letters. */
function open({ partitions = 3, server = redis }: { partitions?: number; server?: typeof redis } = {}) {
  const [a, b] = [createLedger(`a-${randomUUID()}`), createLedger(`b-${randomUUID()}`)];
  const bus = openBus({
    target: server.target,
    partitions,
    subscriptions: [b.subscription(), a.subscription()],
  });
  onTestFinished(bus.close);
  const client = server.connect();
  return {
    client,
    groups: [a.group, b.group] as const,
    deadLetters: bus.deadLetters,
    bury: (group: string, partition: number, streamId: string, letter?: object) =>
      bury(client, { group, partition, streamId }, letter),
  };
}

/** The same without a bus that reads: while a Redis is watched, nobody else is to ask it for anything. */
function openQuiet({ partitions = 1, server = redis }: { partitions?: number; server?: typeof redis } = {}) {
  const ledger = createLedger(`a-${randomUUID()}`);
  const lane = openLane(server);
  onTestFinished(() => lane.close({ timeoutMs: 500 }));
  const client = server.connect();
  const lanes = Array.from({ length: partitions }, () => lane);
  const { group } = ledger;
  return {
    group,
    deadLetters: createDeadLetters({
      ...{ redis: client, lanes, subscriptions: () => [ledger.subscription()] },
      waitingBehind: () => 0,
    }),
    bury: (partition: number, streamId: string) => bury(client, { group, partition, streamId }),
  };
}

/** Puts a dead letter there, as if its group had failed; returns its id. */
async function bury(client: Redis, id: DeadLetterId, letter: object = {}): Promise<string> {
  const key = keyIn(id.partition, `dead:${id.group}`);
  await client.call('XADD', key, id.streamId, ...Object.entries({ ...LETTER, ...letter }).flat());
  return formatDeadLetterId(id);
}

const LETTER = {
  entryId: '1700000000000-7',
  error: 'RangeError: no such luck',
  attempts: '10',
  failedAt: '2026-01-01T00:00:00.000Z',
  fields: JSON.stringify(['type', 'deposit:made', 'subject', 'x']),
};

const ids = (items: readonly ListedDeadLetter[]) => items.map(({ id }) => id);

test('list: nothing failed, an empty page', async () => {
  const { deadLetters } = open();
  expect(await deadLetters.list({ limit: 20 })).toEqual({ items: [], next: null });
});

test('list: a bus that reads for no group, an empty page', async () => {
  const bus = openBus({ target: redis.target });
  onTestFinished(bus.close);
  expect(await bus.deadLetters.list({ limit: 20 })).toEqual({ items: [], next: null });
});

test('list: a dead letter, all of it and where it comes from', async () => {
  const { deadLetters, groups, bury } = open();
  const id = await bury(groups[1], 2, '1700000000001-3');
  expect(await deadLetters.list({ limit: 20 })).toEqual({
    items: [
      {
        id,
        group: groups[1],
        stream: `${groups[1]}-deposits`,
        partition: 2,
        entryId: '1700000000000-7',
        error: 'RangeError: no such luck',
        attempts: 10,
        waiting: 0,
        failedAt: '2026-01-01T00:00:00.000Z',
        fields: { type: 'deposit:made', subject: 'x' },
      },
    ],
    next: null,
  });
});

test('list: dead letters of a group that this bus does not read for, are not there', async () => {
  const { deadLetters, bury } = open();
  await bury('somebody-else', 0, '5-0');
  expect((await deadLetters.list({ limit: 20 })).items).toEqual([]);
});

test.each([1, 2, 3, 4, 7, 100])(
  'list: %i on a page, all of every group and partition are shown once, newest first',
  async (limit) => {
    const { deadLetters, groups, bury } = open();
    const [a, b] = groups;
    const places = [a, b].flatMap((group) => [0, 1, 2].map((partition) => ({ group, partition })));
    const expected: string[] = [];
    // Ids of one moment in all streams, and of a moment in one stream alone; written from the oldest on.
    for (const ms of ['9', '10', '11']) {
      await bury(a, 0, `${ms}-5`);
      for (const { group, partition } of places) await bury(group, partition, `${ms}-10`);
      const moment = places.map((place) => formatDeadLetterId({ ...place, streamId: `${ms}-10` }));
      expected.unshift(...moment, formatDeadLetterId({ group: a, partition: 0, streamId: `${ms}-5` }));
    }

    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { items, next }: Awaited<ReturnType<typeof deadLetters.list>> = await deadLetters.list({
        limit,
        after,
      });
      expect(items.length).toBeLessThanOrEqual(limit);
      expect(next === null || items.length === limit).toBe(true);
      seen.push(...ids(items));
      after = next ?? undefined;
    } while (after !== undefined);
    expect(seen).toEqual(expected);
  },
);

test('list: dead letters that come and go between two pages, what is behind the cursor is shown all the same', async () => {
  const { deadLetters, groups, bury } = open();
  const [a, b] = groups;
  const oldest = await bury(b, 1, '1-0');
  const [second, third] = [await bury(a, 0, '2-0'), await bury(a, 0, '3-0')];
  const { items, next } = await deadLetters.list({ limit: 1 });
  expect(ids(items)).toEqual([third]);

  await bury(b, 2, '4-0');
  await deadLetters.discard(third);
  expect(ids((await deadLetters.list({ limit: 20, after: next ?? '' })).items)).toEqual([second, oldest]);
});

test('list: the greatest and the least cursor, are taken', async () => {
  const { deadLetters, groups, bury } = open();
  const id = await bury(groups[0], 0, '1-1');
  const at = async (streamId: string) =>
    ids(
      (
        await deadLetters.list({
          limit: 9,
          after: formatDeadLetterId({ group: 'z', partition: 0, streamId }),
        })
      ).items,
    );
  expect(await at('18446744073709551615-18446744073709551615')).toEqual([id]);
  expect(await at('0-1')).toEqual([]);
});

test.each([
  ['in many streams', (n: number) => n % 8],
  ['in one stream', () => 5],
])('list: a hundred %s, about as many are read as are shown', async (_, partitionOf) => {
  const server = await ownRedis();
  const { deadLetters, bury } = openQuiet({ partitions: 8, server });
  const all: string[] = [];
  for (let n = 0; n < 400; n += 1) all.unshift(await bury(partitionOf(n), `${n + 1}-0`));
  const seen = await watchCommands(server);

  const { items } = await deadLetters.list({ limit: 100 });
  expect(ids(items)).toEqual(all.slice(0, 100));
  await server.connect().ping();
  await seen.until('ping');
  expect(await read(server.connect(), seen.alone)).toBeLessThan(250);
});

/** How many entries the reads of a list gave. */
async function read(client: Redis, commands: readonly (readonly string[])[]): Promise<number> {
  const ranges = commands.filter(([name]) => name === 'xrevrange');
  const replies = await Promise.all(
    ranges.map(([, key = '', from = '', to = '', , count = '']) =>
      client.xrevrange(key, from, to, 'COUNT', count),
    ),
  );
  return replies.flat().length;
}

const damages: [string, object][] = [
  ['no field that is known', { entryId: '', error: '', attempts: '', failedAt: '', fields: '' }],
  ['an entry id that is none', { entryId: 'first' }],
  ['attempts that are no number', { attempts: 'many' }],
  ['a time that is none', { failedAt: 'yesterday' }],
  ['fields that are not JSON', { fields: '["type"' }],
  ['fields that are no list of texts', { fields: '{"type":1}' }],
];

test.each(damages)(
  'a dead letter damaged to have %s: it hides no other, is not applied, and can be discarded',
  async (_, damage) => {
    const { deadLetters, groups, bury } = open();
    const sound = await bury(groups[0], 0, '5-0');
    const damaged = await bury(groups[0], 0, '6-0', damage);
    const { items } = await deadLetters.list({ limit: 20 });
    expect(ids(items)).toEqual([damaged, sound]);
    expect(items[0]).toMatchObject({
      entryId: null,
      failedAt: null,
      error: expect.stringMatching('damaged'),
    });

    expect(await deadLetters.replay(damaged)).toMatchObject({ refused: 'replay-failed' });
    expect(await deadLetters.discard(damaged)).toBe(true);
    expect(ids((await deadLetters.list({ limit: 20 })).items)).toEqual([sound]);
  },
);

test('discard: a dead letter is gone, its neighbours stay, and a second time there is none', async () => {
  const { deadLetters, groups, bury } = open();
  const [a, b] = groups;
  const before = await bury(a, 1, '5-0');
  const id = await bury(a, 1, '5-1');
  const others = [before, await bury(b, 1, '5-1'), await bury(a, 0, '5-1')];
  expect(await deadLetters.discard(id)).toBe(true);
  expect(ids((await deadLetters.list({ limit: 20 })).items).sort()).toEqual(others.sort());
  expect(await deadLetters.discard(id)).toBe(false);
});

test('discard: it is written by a transaction of the lane, and by nothing else', async () => {
  const server = await ownRedis();
  const { group, deadLetters, bury } = openQuiet({ server });
  const id = await bury(0, '5-0');
  const seen = await watchCommands(server);
  await deadLetters.discard(id);
  await seen.until('xdel');
  expect(seen.transactions).toContainEqual([
    expect.arrayContaining(['set', expect.stringContaining('{0}:lane:')]),
    ['xdel', `{0}:dead:${group}`, '5-0'],
  ]);
  expect(seen.alone.map(([name]) => name)).not.toContain('xdel');
});

test.each([
  ['of another count', (id: string) => id.replace(/-0$/, '-1')],
  ['of another moment', (id: string) => id.replace('-5-0', '-6-0')],
  ['of an earlier moment', (id: string) => id.replace('-5-0', '-4-0')],
  ['of another partition', (id: string) => id.replace('-1-5-0', '-0-5-0')],
  ['of a partition that does not exist', (id: string) => id.replace('-1-5-0', '-63-5-0')],
  ['of another group', (id: string) => `no-${id}`],
  ['that is none', () => 'nobody'],
  ['of an entry', () => '5-0'],
])('an id %s: nothing is replayed or discarded', async (_, change) => {
  const { deadLetters, groups, bury } = open();
  const id = await bury(groups[0], 1, '5-0');
  expect(await deadLetters.replay(change(id))).toEqual({ refused: 'not-found' });
  expect(await deadLetters.discard(change(id))).toBe(false);
  expect(ids((await deadLetters.list({ limit: 20 })).items)).toEqual([id]);
});

test.each<[string, (server: RedisServer) => Promise<void>]>([
  ['killed', (server) => server.kill('SIGKILL')],
  ['stopped', (server) => server.kill('SIGSTOP')],
])('Redis %s: each call is refused as unavailable within 2 s', async (_, end) => {
  const server = await ownRedis();
  const { deadLetters, groups, bury } = open({ server });
  const id = await bury(groups[0], 0, '5-0');
  await waitFor(() => deadLetters.list({ limit: 1 }), { what: 'a connection' });
  await end(server);
  const startedAt = performance.now();
  await Promise.all(
    [deadLetters.list({ limit: 1 }), deadLetters.replay(id), deadLetters.discard(id)].map((call) =>
      expect(call).rejects.toBeInstanceOf(Unavailable),
    ),
  );
  expect(performance.now() - startedAt).toBeLessThan(2000);
});
