import { expect, onTestFinished, test } from 'vitest';
import {
  type DeadLetter,
  listDeadLetters,
  moveToDeadLetters,
  replayDeadLetter,
} from '../../src/bus/dead-letters.js';
import { decodeEvent } from '../../src/bus/event.js';
import type { RawEntry } from '../../src/bus/group-reader.js';
import type { Entry } from '../../src/bus/subscription.js';
import { type OpenApplierOptions, openApplier } from '../support/applier.js';
import { watchCommands } from '../support/commands.js';
import { hold } from '../support/intercept.js';
import { openLane } from '../support/lane.js';
import { add } from '../support/ledger.js';
import { ownProxy, ownRedis } from '../support/own.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

const giveUpSoon = { maxAttempts: 3, retry: { baseMs: 1, maxMs: 5 } };

async function openWithLetters(
  options: OpenApplierOptions = {},
  server: Parameters<typeof openApplier>[0] = redis,
) {
  const opened = await openApplier(server, { ...options, limits: { ...giveUpSoon, ...options.limits } });
  const { client, subscription, lane } = opened;
  const { group } = subscription;
  const newest = (limit: number, from?: string) =>
    listDeadLetters(client, { group, partition: 0, limit, ...(from !== undefined && { from }) });
  /** Oldest first, as they were moved. */
  const letters = async () => (await newest(100)).reverse();
  return {
    ...opened,
    newest,
    letters,
    replay: (letter: DeadLetter) => replayDeadLetter(lane, subscription, 0, letter),
    bury: (entry: RawEntry | Entry, by = lane) =>
      by.submit(moveToDeadLetters(subscription, 0, entry, { error: 'by hand', attempts: 1 })),
    firstLetter: () => waitFor(async () => (await letters())[0], { what: 'a dead letter' }),
  };
}

const failing = (fails: () => boolean) => () => {
  if (fails()) throw new RangeError('no such luck');
};

test('dead letters: a reaction that threw as often as it may, its entry is kept whole and acknowledged', async () => {
  const { client, ledger, openAccount, deliver, firstLetter, pendingIds, balance } = await openWithLetters({
    beforeBooking: failing(() => true),
  });
  const account = await openAccount();
  const fields = ledger.fields(account, 1);
  const entryId = await add(client, ledger.stream, fields);
  await deliver();
  expect(await firstLetter()).toEqual({
    id: expect.stringMatching(/^\d+-\d+$/),
    entryId,
    error: 'RangeError: no such luck',
    attempts: 3,
    failedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    fields,
  });
  expect(await pendingIds()).toEqual([]);
  expect(await balance(account)).toBe(0);
});

test('dead letters: an entry moved, the letter and the acknowledgement are one EXEC', async () => {
  const server = await ownRedis();
  const { client, ledger, openAccount, deliver, firstLetter } = await openWithLetters(
    { beforeBooking: failing(() => true) },
    server,
  );
  await ledger.deposit(client, await openAccount(), 1);
  const seen = await watchCommands(server);
  await deliver();
  await firstLetter();
  await seen.until('xack');
  expect(seen.transactions.map((commands) => commands.map(([name, key]) => [name, key]))).toContainEqual([
    ['set', expect.stringContaining('lane')],
    ['xadd', ledger.deadLetters],
    ['xack', ledger.stream],
  ]);
  expect(seen.alone.map(([name]) => name)).not.toContain('xack');
});

test('dead letters: the entries behind one, stay pending until it is replayed and are applied then', async () => {
  let broken = true;
  const { client, ledger, openAccount, deliver, firstLetter, letters, replay, pendingIds, balance } =
    await openWithLetters({ beforeBooking: failing(() => broken) });
  const account = await openAccount();
  await ledger.deposit(client, account, 1);
  const behind = [await ledger.deposit(client, account, 2), await ledger.deposit(client, account, 3)];
  await deliver();
  const letter = await firstLetter();
  expect(await pendingIds()).toEqual(behind);

  broken = false;
  expect(await replay(letter)).toEqual({ outcome: 'applied' });
  await waitFor(async () => (await balance(account)) === 6, { what: 'the entries behind to be applied' });
  expect(await ledger.announced(client, account)).toEqual([
    [0, 0],
    [1, 1],
    [2, 3],
    [3, 6],
  ]);
  expect(await letters()).toEqual([]);
  expect(await pendingIds()).toEqual([]);
});

test('dead letters: replayed out of order, an early one says so and stays, in order each is applied and goes', async () => {
  const { client, ledger, openAccount, reader, bury, letters, replay, balance } = await openWithLetters();
  const account = await openAccount();
  for (const sequence of [1, 2]) await ledger.deposit(client, account, sequence);
  for (const entry of await reader.next()) await bury(entry);
  const [first, second] = await letters();
  if (!first || !second) throw new Error('there should be two letters');

  expect(await replay(second)).toEqual({ refused: 'replay-early' });
  expect(await letters()).toEqual([first, second]);
  expect(await replay(first)).toEqual({ outcome: 'applied' });
  expect(await letters()).toEqual([second]);
  expect(await replay(second)).toEqual({ outcome: 'applied' });
  expect(await letters()).toEqual([]);
  expect(await balance(account)).toBe(3);
});

test('dead letters: one that was applied in another way meanwhile, its replay removes it and changes nothing', async () => {
  const { client, ledger, openAccount, reader, bury, firstLetter, letters, replay, applyElsewhere } =
    await openWithLetters();
  const account = await openAccount();
  await ledger.deposit(client, account, 1);
  for (const entry of await reader.next()) await bury(entry);
  const letter = await firstLetter();
  await applyElsewhere(account, 1);

  expect(await replay(letter)).toEqual({ outcome: 'duplicate' });
  expect(await letters()).toEqual([]);
  expect(await ledger.announced(client, account)).toEqual([
    [0, 0],
    [1, 1],
  ]);
});

test('dead letters: replayed by two processes at once, it is applied once', async () => {
  const { client, ledger, subscription, openAccount, reader, bury, firstLetter, lane, letters } =
    await openWithLetters();
  const rival = openLane(redis);
  onTestFinished(() => rival.close({ timeoutMs: 500 }));
  const account = await openAccount();
  await ledger.deposit(client, account, 1);
  for (const entry of await reader.next()) await bury(entry);
  const letter = await firstLetter();

  const answers = await Promise.all(
    [lane, rival].map((one) => replayDeadLetter(one, subscription, 0, letter)),
  );
  expect(answers).toHaveLength(2);
  expect(answers).toEqual(expect.arrayContaining([{ outcome: 'applied' }, { refused: 'not-found' }]));
  expect(await ledger.announced(client, account)).toEqual([
    [0, 0],
    [1, 1],
  ]);
  expect(await letters()).toEqual([]);
});

test('dead letters: a replay whose reaction still throws, tells its error and keeps the letter', async () => {
  const { client, ledger, openAccount, deliver, firstLetter, letters, replay } = await openWithLetters({
    beforeBooking: failing(() => true),
  });
  await ledger.deposit(client, await openAccount(), 1);
  await deliver();
  const letter = await firstLetter();
  expect(await replay(letter)).toEqual({
    refused: 'replay-failed',
    detail: expect.stringContaining('RangeError: no such luck'),
  });
  expect(await letters()).toEqual([letter]);
});

test('dead letters: a replay of what still is no event, says why and keeps the letter', async () => {
  const { client, ledger, deliver, firstLetter, letters, replay } = await openWithLetters();
  await add(client, ledger.stream, ['type', 'noise']);
  await deliver();
  const letter = await firstLetter();
  expect(await replay(letter)).toEqual({
    refused: 'replay-failed',
    detail: expect.stringContaining('not an event'),
  });
  expect(await letters()).toEqual([letter]);
});

test('dead letters: two processes that give up on the same entries at the same moment, make one letter of each', async () => {
  const { client, ledger, openAccount, reader, bury, lane, letters, pendingIds } = await openWithLetters();
  const rival = openLane(redis);
  onTestFinished(() => rival.close({ timeoutMs: 500 }));
  const account = await openAccount();
  for (let sequence = 1; sequence <= 20; sequence += 1) await ledger.deposit(client, account, sequence);
  const entries = await reader.next();
  for (const entry of entries) await Promise.all([bury(entry, lane), bury(entry, rival)]);
  expect((await letters()).map(({ entryId }) => entryId)).toEqual(entries.map(({ entryId }) => entryId));
  expect(await pendingIds()).toEqual([]);
});

test('dead letters: an entry that another process has handled by then, is not moved', async () => {
  const { client, ledger, openAccount, reader, bury, letters } = await openWithLetters();
  await ledger.deposit(client, await openAccount(), 1);
  const entries = await reader.next();
  await client.xack(ledger.stream, ledger.group, ...entries.map(({ entryId }) => entryId));
  for (const entry of entries) await bury(entry);
  expect(await letters()).toEqual([]);
});

test('dead letters: an entry that another process handles while it is being moved, is not moved', async () => {
  const proxy = await ownProxy(redis);
  const { client, ledger, subscription, openAccount, reader, applier, bury, letters, balance } =
    await openWithLetters();
  const slow = openLane(proxy);
  onTestFinished(() => slow.close({ timeoutMs: 500 }));
  const account = await openAccount();
  await ledger.deposit(client, account, 1);
  const [entry] = await reader.next();
  if (!entry) throw new Error('there should be an entry');

  // The slow process has read that the entry is pending.
  const exec = hold(proxy, 'exec');
  const event = decodeEvent(subscription.stream, entry.fields);
  const moved = bury({ ...entry, event }, slow);
  await exec.arrived;
  await applier.apply([entry]);
  expect(await balance(account)).toBe(1);
  exec.release();
  await moved;
  expect(await letters()).toEqual([]);
});

test('dead letters: more than asked for, the newest are listed, or those from an id on', async () => {
  const { client, ledger, deliver, newest, letters } = await openWithLetters();
  const ids: string[] = [];
  for (let i = 0; i < 5; i += 1) ids.push(await add(client, ledger.stream, ['n', String(i)]));
  await deliver();
  const entryIds = async (...query: Parameters<typeof newest>) =>
    (await newest(...query)).map(({ entryId }) => entryId);
  expect(await entryIds(3)).toEqual([ids[4], ids[3], ids[2]]);
  const third = (await letters())[2]?.id ?? '';
  expect(await entryIds(2, third)).toEqual([ids[2], ids[1]]);
  expect(await entryIds(2, `(${third}`)).toEqual([ids[1], ids[0]]);
});

const EVENT = {
  id: 'one/1',
  type: 'deposit:made',
  source: '/test',
  time: '2026-01-01T00:00:00.000Z',
  subject: 'nobody',
  sequence: '1',
  data: '{"amount":1}',
};

const undecodable: Record<string, { readonly entry: Record<string, string>; readonly error: string }> = {
  'no attribute of an event': { entry: { n: '1' }, error: 'not an event' },
  'no subject': { entry: { ...EVENT, subject: '' }, error: 'subject' },
  'a sequence that is no number': { entry: { ...EVENT, sequence: 'one' }, error: 'sequence' },
  'a negative sequence': { entry: { ...EVENT, sequence: '-1' }, error: 'sequence' },
  'a sequence that no number can hold': {
    entry: { ...EVENT, sequence: '9007199254740993' },
    error: 'sequence',
  },
  'a time that is none': { entry: { ...EVENT, time: 'now' }, error: 'time' },
  'broken JSON': { entry: { ...EVENT, data: '{"amount":' }, error: 'not JSON' },
  'data that fail their schema': { entry: { ...EVENT, data: '{"amount":"1"}' }, error: 'amount' },
  'data that are null': { entry: { ...EVENT, data: 'null' }, error: 'deposit:made' },
  'an unknown type': { entry: { ...EVENT, type: 'deposit:lost' }, error: 'unknown event type' },
  'the type constructor': { entry: { ...EVENT, type: 'constructor' }, error: 'unknown event type' },
  'the type __proto__': { entry: { ...EVENT, type: '__proto__' }, error: 'unknown event type' },
};

test.for(Object.entries(undecodable))(
  'dead letters: an entry with %s, is moved at once and hurts no neighbour',
  async ([, { entry, error }]) => {
    const { client, ledger, openAccount, deliver, letters, pendingIds, balance } = await openWithLetters();
    const account = await openAccount();
    await ledger.deposit(client, account, 1);
    const entryId = await add(client, ledger.stream, Object.entries(entry).flat());
    await ledger.deposit(client, account, 2);
    await deliver();
    expect(await letters()).toMatchObject([
      { entryId, attempts: 1, error: expect.stringContaining(error), fields: Object.entries(entry).flat() },
    ]);
    expect(await balance(account)).toBe(3);
    expect(await pendingIds()).toEqual([]);
  },
);

test('dead letters: an entry cut from the stream while it was pending, is moved by its id and hurts no neighbour', async () => {
  const { client, ledger, openAccount, applier, reader, letters, pendingIds, balance } =
    await openWithLetters();
  const account = await openAccount();
  const gone = await ledger.deposit(client, account, 7);
  await ledger.deposit(client, account, 1);
  await reader.next();
  await client.xdel(ledger.stream, gone);
  await applier.apply(await reader.own('0'));
  expect(await letters()).toMatchObject([{ entryId: gone, attempts: 1, fields: [] }]);
  expect(await balance(account)).toBe(1);
  expect(await pendingIds()).toEqual([]);
});
