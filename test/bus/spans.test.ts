import { expect, onTestFinished, test } from 'vitest';
import { listDeadLetters, replayDeadLetter } from '../../src/bus/dead-letters.js';
import { at, BUS_LIMITS, type BusLimits, refuse } from '../../src/bus/index.js';
import { fieldsOf } from '../../src/bus/replies.js';
import type { RedisTarget } from '../../src/redis/index.js';
import { openApplier } from '../support/applier.js';
import { openBus } from '../support/bus.js';
import { callsOf } from '../support/commandstats.js';
import { type Counter, counter, counters } from '../support/counters.js';
import { hold, meet, requests } from '../support/intercept.js';
import { keepSpans } from '../support/keep-spans.js';
import { loseReplyAndRedis } from '../support/law-3.js';
import { add } from '../support/ledger.js';
import { ownProxy } from '../support/own.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();
const client = () => redis.connect();

const parent = `00-${'b'.repeat(32)}-${'c'.repeat(16)}-01`;

/** Counters whose changes are told, and what is told of them. */
function open(target: RedisTarget = redis.target, limits: Partial<BusLimits> = {}) {
  const kept = keepSpans();
  const bus = openBus({ target, limits, spans: kept.spans });
  onTestFinished(() => bus.close());
  const id = bus.newId();
  const set = (count: number) =>
    bus.journal.commit<Counter, 'enough'>({
      record: at(counters, id),
      traceparent: parent,
      decide: (before) =>
        before && before.count > count
          ? refuse('enough')
          : before
            ? { ...before, count }
            : counter(id, { count }),
    });
  return { ...kept, bus, id, set };
}

/** The traces in the entries of a counter. */
async function tracesOf(id: string) {
  const entries = (await client().xrange('{0}:counters', '-', '+')).map(([, fields]) => fieldsOf(fields));
  return entries.filter(({ subject }) => subject === id).map(({ traceparent }) => traceparent);
}

test('a commit: its entry carries the trace of the span that tells of it, under what caused it', async () => {
  const { sent, id, set } = open();
  const before = Date.now();
  await set(1);
  const [span] = sent();
  expect(span).toMatchObject({
    parent,
    of: {
      ...{ stream: 'counters', partition: 0 },
      event: { id: `${id}/0`, type: 'counter:created', subject: id, sequence: 0 },
    },
    ends: [{ error: undefined }],
  });
  expect(span?.of).toHaveProperty('startedAt', expect.closeTo(before, -3));
  expect(await tracesOf(id)).toEqual([span?.traceparent]);
});

test('a commit that is refused, or changes nothing, or gives a state that is none: sends nothing', async () => {
  const { sent, id, set } = open();
  await set(5);
  expect(await set(4)).toMatchObject({ refused: 'enough' });
  await set(5);
  await expect(set(2_000_000)).rejects.toThrow();
  expect(sent()).toHaveLength(1);
  expect(await tracesOf(id)).toHaveLength(1);
});

test('many commits in one transaction: each entry has its own span', async () => {
  const { sent, id, set } = open();
  await Promise.all([1, 2, 3].map(set));
  expect(sent().map(({ of }) => 'event' in of && of.event?.sequence)).toEqual([0, 1, 2]);
  expect(await tracesOf(id)).toEqual(sent().map(({ traceparent }) => traceparent));
});

test('a decision that is made again after a conflict: only what was written is told', async () => {
  const proxy = await ownProxy(redis);
  const { begun, sent, id, set } = open(proxy.target);
  await set(1);
  const held = hold(proxy, requests.exec);
  const committed = set(2);
  await held.arrived;
  await client().hset(`{0}:counters:${id}`, 'foreign', 'x');
  held.release();
  await committed;
  expect(begun).toHaveLength(3);
  expect(sent()).toEqual([begun[0], begun[2]]);
  expect(await tracesOf(id)).toEqual(sent().map(({ traceparent }) => traceparent));
});

test('a decision that fails when it is made again: sends nothing', async () => {
  const proxy = await ownProxy(redis);
  const { begun, bus, sent, id, set } = open(proxy.target);
  await set(1);
  const held = hold(proxy, requests.exec);
  let decisions = 0;
  const committed = bus.journal.commit<Counter, never>({
    record: at(counters, id),
    decide(before) {
      decisions += 1;
      if (decisions > 1) throw new RangeError('no such luck');
      return { ...counter(id), ...before, count: 2 };
    },
  });
  await held.arrived;
  await client().hset(`{0}:counters:${id}`, 'foreign', 'x');
  held.release();
  await expect(committed).rejects.toThrow('no such luck');
  expect(begun).toHaveLength(2);
  expect(sent()).toEqual([begun[0]]);
});

test('a write whose outcome nobody knows in time: is told, with why', async () => {
  const proxy = await ownProxy(redis);
  const { sent, id, set } = open(proxy.target);
  const back = loseReplyAndRedis(proxy);
  await expect(set(1)).rejects.toMatchObject({ reason: 'outcome-unknown' });
  back();
  expect(sent()).toMatchObject([{ ends: [{ error: { reason: 'outcome-unknown' } }] }]);
  expect(await tracesOf(id)).toEqual([sent()[0]?.traceparent]);
});

test('a write that is known not to be done, as rivals were faster: sends nothing', async () => {
  const proxy = await ownProxy(redis);
  const { begun, sent, id, set } = open(proxy.target, { lane: { ...BUS_LIMITS.lane, tries: 2 } });
  await set(1);
  meet(
    proxy,
    requests.exec,
    async () => {
      await client().hincrby(`{0}:counters:${id}`, 'foreign', 1);
      return undefined;
    },
    2,
  );
  await expect(set(2)).rejects.toMatchObject({ reason: 'contended' });
  expect(begun).toHaveLength(3);
  expect(sent()).toEqual([begun[0]]);
});

test('an entry that is applied: what it causes stands below its handling, and that below what it names', async () => {
  const { begun, spans, processed, sent } = keepSpans();
  const { ledger, openAccount, deliver, subscription } = await openApplier(redis, { spans });
  const account = await openAccount();
  const entryId = await add(client(), ledger.stream, [...ledger.fields(account, 1), 'traceparent', parent]);
  await deliver();
  const [handled] = processed();
  expect(handled).toMatchObject({
    parent,
    of: {
      ...{ stream: subscription.stream.name, group: ledger.group, partition: 0, entryId },
      event: { id: `${account}/1`, type: 'deposit:made', subject: account, sequence: 1 },
    },
    notes: [],
    ends: [{ verdict: 'applied', tries: 1 }],
  });
  expect(sent()).toMatchObject([{ parent: handled?.traceparent, of: { event: { sequence: 1 } } }]);
  expect(begun).toHaveLength(2);
});

test('an entry that comes twice: the second handling is a duplicate, and sends nothing', async () => {
  const { spans, processed, sent } = keepSpans();
  const { ledger, openAccount, deliver } = await openApplier(redis, { spans });
  const account = await openAccount();
  for (const _ of [1, 2]) {
    await ledger.deposit(client(), account, 1);
    await deliver();
  }
  expect(processed().map(({ ends }) => ends)).toMatchObject([
    [{ verdict: 'applied', tries: 1 }],
    [{ verdict: 'duplicate', tries: 1 }],
  ]);
  expect(sent()).toHaveLength(1);
});

test('an early entry: one span from its delivery until it is applied, however often it is tried', async () => {
  const { begun, spans, processed } = keepSpans();
  const limits = { retry: { baseMs: 1, maxMs: 1 } };
  const { ledger, openAccount, deliver } = await openApplier(redis, { spans, limits });
  const account = await openAccount();
  const early = await ledger.deposit(client(), account, 2);
  await deliver();
  const tries = () => callsOf(client(), 'watch');
  const before = await tries();
  await waitFor(async () => (await tries()) > before + 5, { what: 'more tries' });
  expect(begun).toMatchObject([{ of: { entryId: early }, notes: ['early'], ends: [] }]);

  await ledger.deposit(client(), account, 1);
  await deliver();
  const [applied] = processed().filter(({ of }) => 'entryId' in of && of.entryId === early);
  expect(applied?.ends).toEqual([{ verdict: 'applied', tries: expect.any(Number) }]);
  const [end] = applied?.ends ?? [];
  expect(end && 'tries' in end && end.tries).toBeGreaterThan(5);
});

test('an early entry that is given up when the server stops: is not told', async () => {
  const { begun, spans, processed } = keepSpans();
  const { ledger, openAccount, deliver, applier } = await openApplier(redis, { spans });
  await ledger.deposit(client(), await openAccount(), 2);
  await deliver();
  await applier.stop();
  expect(begun).toHaveLength(1);
  expect(processed()).toEqual([]);
});

const soon = { baseMs: 1, maxMs: 2 };

test('a reaction that throws and then does not: applied, with what was thrown before', async () => {
  const { spans, processed } = keepSpans();
  let failures = 2;
  const { ledger, openAccount, deliver } = await openApplier(redis, {
    ...{ spans, limits: { retry: soon } },
    beforeBooking() {
      failures -= 1;
      if (failures >= 0) throw new RangeError('no such luck');
    },
  });
  await ledger.deposit(client(), await openAccount(), 1);
  await deliver();
  const [span] = await waitFor(() => processed().length > 0 && processed(), {
    what: 'the end of its handling',
  });
  expect(span).toMatchObject({
    notes: ['RangeError: no such luck', 'RangeError: no such luck'],
    ends: [{ verdict: 'applied', tries: 3 }],
  });
});

test('a reaction that throws too often: its entry is dead, and the replay is a handling of its own', async () => {
  const { spans, processed, sent } = keepSpans();
  let fails = true;
  const { ledger, openAccount, deliver, subscription, lane } = await openApplier(redis, {
    ...{ spans, limits: { retry: soon, maxAttempts: 2 } },
    beforeBooking() {
      if (fails) throw new RangeError('no such luck');
    },
  });
  const account = await openAccount();
  await add(client(), ledger.stream, [...ledger.fields(account, 1), 'traceparent', parent]);
  await deliver();
  await waitFor(() => processed().length > 0, { what: 'the end of its handling' });
  expect(processed()[0]?.ends).toEqual([{ verdict: 'dead', tries: 2, error: 'RangeError: no such luck' }]);
  expect(sent()).toEqual([]);

  const query = { group: ledger.group, partition: 0, limit: 1 };
  const [letter] = await listDeadLetters(client(), query);
  if (!letter) throw new Error('there is no dead letter');
  const replay = () => replayDeadLetter(lane, subscription, 0, letter, { spans });
  expect(await replay()).toMatchObject({ refused: 'replay-failed' });
  fails = false;
  expect(await replay()).toEqual({ outcome: 'applied' });
  expect(processed().slice(1)).toMatchObject([
    { parent, ends: [{ verdict: 'failed', tries: 1 }] },
    { parent, ends: [{ verdict: 'applied', tries: 1 }] },
  ]);
  expect(sent()).toMatchObject([{ parent: processed()[2]?.traceparent }]);
});

test('without spans: an entry carries the trace that it was given', async () => {
  const bus = openBus({ target: redis.target });
  onTestFinished(() => bus.close());
  const id = bus.newId();
  await bus.journal.commit<Counter, never>({
    record: at(counters, id),
    traceparent: parent,
    decide: () => counter(id),
  });
  expect(await tracesOf(id)).toEqual([parent]);
});
