import type { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { announceReader } from '../../src/bus/readers.js';
import { type SurveyOptions, surveyStreams } from '../../src/bus/survey.js';
import { connectExclusive } from '../../src/redis/index.js';
import { openBus, readingLimits } from '../support/bus.js';
import { readAndForget } from '../support/groups.js';
import { add, createLedger, type Ledger } from '../support/ledger.js';
import { ownRedis } from '../support/own.js';
import { NEVER_MS, startReading } from '../support/reading.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

function newLedger(): Ledger {
  return createLedger(`ledger-${crypto.randomUUID()}`);
}

async function withGroup(client: Redis): Promise<Ledger> {
  const ledger = newLedger();
  await client.xgroup('CREATE', ledger.stream, ledger.group, '0', 'MKSTREAM');
  return ledger;
}

/** A look at a ledger's stream in partition 0, by a process that reads nothing itself. */
async function look(client: Redis, ledger: Ledger, options: Partial<SurveyOptions> = {}) {
  const { time, streams } = await surveyStreams({
    redis: client,
    subscriptions: [ledger.subscription()],
    ...{ partitions: 1, consumer: 'mine', stuckAfterMs: 60_000, applierOf: () => undefined },
    ...options,
  });
  const [stream] = streams;
  const [group] = stream?.groups ?? [];
  if (!stream || !group || streams.length !== 1) throw new Error('not the one stream with its one group');
  return { time, stream, group };
}

const NOTHING_HERE = { healed: 0, asked: 0, waitingSubjects: 0, waiting: [] };

test('survey: a stream that nobody has written to, is empty and its group does not exist', async () => {
  const ledger = newLedger();
  expect((await look(redis.connect(), ledger)).stream).toEqual({
    stream: `${ledger.group}-deposits`,
    ...{ partition: 0, length: 0, added: 0, firstId: null, lastId: null },
    groups: [
      {
        group: ledger.group,
        ...{ exists: false, lag: null, pending: 0, acknowledged: 0, oldestPending: null, stuck: [] },
        ...{ deadLetters: 0, consumers: [], here: NOTHING_HERE },
      },
    ],
  });
});

test('survey: a group that has read nothing yet, has acknowledged nothing and everything is lag', async () => {
  const client = redis.connect();
  const ledger = await withGroup(client);
  expect((await look(client, ledger)).group).toMatchObject({ exists: true, lag: 0, acknowledged: 0 });
  await ledger.deposit(client, 'account', 1);
  expect((await look(client, ledger)).group).toMatchObject({ lag: 1, acknowledged: 0 });
});

test('survey: entries not read, read and acknowledged, are counted each, and the oldest pending is named', async () => {
  const client = redis.connect();
  const ledger = await withGroup(client);
  const ids: string[] = [];
  for (let sequence = 1; sequence <= 9; sequence += 1)
    ids.push(await ledger.deposit(client, 'account', sequence));
  await readAndForget(client, { ...ledger, consumer: 'one' }, 4);
  await readAndForget(client, { ...ledger, consumer: 'other' }, 2);
  await client.xack(ledger.stream, ledger.group, ...ids.slice(0, 3));
  await add(client, ledger.deadLetters, ['n', '1']);

  const { time, stream, group } = await look(client, ledger);
  expect(stream).toMatchObject({ length: 9, added: 9, firstId: ids[0], lastId: ids[8] });
  expect(group).toMatchObject({ exists: true, lag: 3, pending: 3, acknowledged: 3, deadLetters: 1 });
  expect(group.oldestPending).toMatchObject({ entryId: ids[3], consumer: 'one', deliveries: 1 });
  expect(group.oldestPending?.ageMs).toBe(time - Number(ids[3]?.split('-')[0]));
  expect(group.consumers).toMatchObject([
    { name: 'one', pending: 1, connected: false, own: false },
    { name: 'other', pending: 2, connected: false, own: false },
  ]);
});

test('survey: entries that were cut, are still counted as added', async () => {
  const client = redis.connect();
  const ledger = await withGroup(client);
  const ids: string[] = [];
  for (const sequence of [1, 2, 3]) ids.push(await ledger.deposit(client, 'account', sequence));
  await client.call('XTRIM', ledger.stream, 'MINID', ids[2] ?? '');
  expect((await look(client, ledger)).stream).toMatchObject({ length: 1, added: 3, firstId: ids[2] });
  await client.call('XTRIM', ledger.stream, 'MAXLEN', 0);
  expect((await look(client, ledger)).stream).toMatchObject({
    ...{ length: 0, added: 3, firstId: null, lastId: ids[2] },
  });
});

test('survey: an entry that is pending for longer than it should, is named as stuck with its age', async () => {
  const client = redis.connect();
  const ledger = await withGroup(client);
  await client.call('XADD', ledger.stream, '1000-1', ...ledger.fields('old', 4));
  await ledger.deposit(client, 'new', 1);
  await readAndForget(client, { ...ledger, consumer: 'one' }, 2);
  const { time, group } = await look(client, ledger);
  expect(group.stuck).toEqual([{ entryId: '1000-1', subject: 'old', sequence: 4, ageMs: time - 1000 }]);
  expect((await look(client, ledger, { stuckAfterMs: time })).group.stuck).toEqual([]);
});

test('survey: a consumer whose process is connected, is told from one that is gone, and the own from both', async () => {
  const client = redis.connect();
  const ledger = await withGroup(client);
  const place = { subscription: ledger.subscription(), partition: 0 };
  for (const consumer of ['here', 'mine']) {
    const connection = await connectExclusive(redis.target, 'test-reader');
    onTestFinished(() => connection.disconnect());
    await announceReader(connection, place, { consumer, replyTimeoutMs: 2000 });
  }
  for (const [i, consumer] of ['gone', 'here', 'mine'].entries()) {
    await ledger.deposit(client, 'account', i + 1);
    await readAndForget(client, { ...ledger, consumer }, 1);
  }
  expect((await look(client, ledger)).group.consumers).toEqual([
    { name: 'gone', pending: 1, idleMs: expect.any(Number), connected: false, own: false },
    { name: 'here', pending: 1, idleMs: expect.any(Number), connected: true, own: false },
    { name: 'mine', pending: 1, idleMs: expect.any(Number), connected: true, own: true },
  ]);
});

test('survey: a long stream, costs the same number of commands as a short one, and each partition its own', async () => {
  const server = await ownRedis();
  const client = server.connect();
  const ledger = await withGroup(client);
  const cost = async (partitions: number) => {
    const before = await processed(client);
    await look(client, ledger, { partitions }).catch(() => undefined);
    return (await processed(client)) - before;
  };
  await ledger.deposit(client, 'account', 1);
  await readAndForget(client, { ...ledger, consumer: 'one' }, 1);
  const short = await cost(1);
  // TIME, CLIENT LIST, XINFO and XLEN; and the INFO that counts them.
  expect(short).toBe(4 + 1);
  for (let sequence = 2; sequence <= 500; sequence += 1) await ledger.deposit(client, 'account', sequence);
  await readAndForget(client, { ...ledger, consumer: 'one' }, 400);
  expect(await cost(1)).toBe(short);
  expect(await cost(11)).toBe(short + 10 * 2);
});

test('survey: an entry that waits for one that does not come, is known where it waits, until that comes', async () => {
  const { ledger, client, openAccounts, read, deposit, untilDone } = startReading(redis);
  const [account = ''] = await openAccounts(1);
  const bus = read();
  const here = async () => (await bus.survey()).streams[0]?.groups[0]?.here;
  const [first] = await deposit([account], { from: 2, to: 4 });
  await waitFor(async () => (await here())?.waiting[0]?.entries === 3, { what: 'three entries to wait' });
  const other = openBus({ target: redis.target, subscriptions: [] });
  onTestFinished(other.close);
  expect(await here()).toEqual({
    ...{ healed: 0, asked: 0, waitingSubjects: 1 },
    waiting: [
      {
        ...{ subject: account, entryId: first, sequence: 2, entries: 3, failures: 0, asked: false },
        ageMs: expect.any(Number),
      },
    ],
  });
  expect((await bus.survey()).streams[0]?.groups[0]?.consumers).toMatchObject([
    { pending: 3, connected: true, own: true },
  ]);
  await ledger.deposit(client, account, 1);
  await untilDone();
  await waitFor(async () => (await here())?.waitingSubjects === 0, { what: 'nothing to wait' });
});

test('survey: a reaction that fails again and again, is told with how often', async () => {
  const server = await ownRedis();
  const client = server.connect();
  const ledger = newLedger();
  const limits = readingLimits({ retry: { baseMs: 1, maxMs: 1 }, maxAttempts: NEVER_MS });
  const subscription = ledger.subscription(() => {
    throw new Error('not yet');
  });
  const bus = openBus({ target: server.target, limits, subscriptions: [subscription] });
  onTestFinished(bus.close);
  const account = await ledger.open(bus);
  await ledger.deposit(client, account, 1);
  const waiting = async () => (await bus.survey()).streams[0]?.groups[0]?.here.waiting[0];
  const told = await waitFor(async () => ((await waiting())?.failures ?? 0) > 2 && waiting(), {
    what: 'failures to be told',
  });
  expect(told).toMatchObject({ subject: account, sequence: 1, entries: 1 });
});

test('survey: a dead letter, tells how many entries about the same subject wait behind it', async () => {
  const server = await ownRedis();
  const client = server.connect();
  const ledger = newLedger();
  const limits = readingLimits({ maxAttempts: 1 });
  const subscription = ledger.subscription(({ sequence }) => {
    if (sequence === 1) throw new Error('poison');
  });
  const bus = openBus({ target: server.target, limits, subscriptions: [subscription] });
  onTestFinished(bus.close);
  const [account, other] = [await ledger.open(bus), await ledger.open(bus)];
  for (const subject of [account, other]) await ledger.deposit(client, subject, 1);
  for (const sequence of [2, 3]) await ledger.deposit(client, account, sequence);
  const letters = async () => (await bus.deadLetters.list({ limit: 10 })).items;
  const waiting = async () =>
    Object.fromEntries((await letters()).map((letter) => [letter.fields.subject, letter.waiting]));
  await waitFor(async () => (await waiting())[account] === 2, { what: 'two entries to wait' });
  expect(await waiting()).toEqual({ [account]: 2, [other]: 0 });
});

async function processed(redis: Redis): Promise<number> {
  const stats = await redis.info('stats');
  return Number(/total_commands_processed:(\d+)/.exec(stats)?.[1]);
}
