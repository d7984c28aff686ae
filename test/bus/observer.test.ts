import { describe, expect, onTestFinished, test } from 'vitest';
import { moveToDeadLetters } from '../../src/bus/dead-letters.js';
import { openApplier } from '../support/applier.js';
import { openBus } from '../support/bus.js';
import { createCounters } from '../support/counters.js';
import { hold, meet, requests } from '../support/intercept.js';
import { noteObserver } from '../support/note-observer.js';
import { ownProxy } from '../support/own.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis({ tcp: true });

describe('a lane', () => {
  async function open() {
    const proxy = await ownProxy(redis);
    const notes = noteObserver();
    const bus = openBus({ target: proxy.target, observer: notes.observer });
    onTestFinished(() => bus.close());
    const { create, add } = createCounters(bus);
    const { id } = await create();
    notes.lanes.length = 0;
    return { proxy, notes, bus, id, add };
  }

  test('two commits at the same moment: one transaction of two decisions, and both of its round trips', async () => {
    const { notes, id, add } = await open();
    await Promise.all([add(id, 1), add(id, 1)]);
    expect(notes.lanes).toEqual(['read took its time', 'exec took its time', 'committed 2 of 2']);
  });

  test('a caller who gives up while the group is read: only what was decided counts', async () => {
    const { proxy, notes, id, add } = await open();
    const read = hold(proxy, requests.load);
    const hasty = expect(add(id, 1, { deadlineMs: 50 })).rejects.toMatchObject({ reason: 'unavailable' });
    const patient = add(id, 1, { deadlineMs: 60_000 });
    await read.arrived;
    await hasty;
    read.release();
    await patient;
    expect(notes.outcomes).toEqual(['committed 1 of 1']);
  });

  test('only callers who gave up while they were read: no transaction', async () => {
    const { proxy, notes, id, add } = await open();
    const read = hold(proxy, requests.load);
    const hasty = expect(add(id, 1, { deadlineMs: 50 })).rejects.toMatchObject({ reason: 'unavailable' });
    await read.arrived;
    await hasty;
    read.release();
    await Promise.all([add(id, 1), add(id, 1)]);
    expect(notes.outcomes).toEqual(['committed 2 of 2']);
  });

  test('refusals, a change that changes nothing, and a decision that throws: decided, and not written', async () => {
    const { notes, bus, id, add } = await open();
    await Promise.allSettled([add(id, 1), add(bus.newId(), 1), add(id, 0), add(id, 1_000_001)]);
    expect(notes.outcomes).toEqual(['committed 1 of 4']);
  });

  test('an observer that throws, which none may: the commit is told as it is, stored', async () => {
    const { observer } = noteObserver();
    const lane = {
      ...observer.lane(0),
      committed() {
        throw new Error('no');
      },
    };
    const bus = openBus({ target: redis.target, observer: { ...observer, lane: () => lane } });
    onTestFinished(() => bus.close());
    const { create, add } = createCounters(bus);
    const { id } = await create();
    expect(await add(id, 1)).toMatchObject({ version: 1 });
    expect(await add(id, 1)).toMatchObject({ version: 2 });
  });

  test('a rival who writes in between: a conflict, and the commit when it is made again', async () => {
    const { proxy, notes, id, add } = await open();
    const rival = openBus({ target: redis.target });
    onTestFinished(() => rival.close());

    const exec = hold(proxy, requests.exec);
    const added = add(id, 1);
    await exec.arrived;
    await createCounters(rival).add(id, 1);
    exec.release();
    await added;

    expect(notes.outcomes).toEqual(['conflicted', 'committed 1 of 1']);
  });

  test.each([
    ['was executed', 'cut-after', ['recovered true', 'committed 1 of 1']],
    ['never came to Redis', 'cut-before', ['recovered false', 'conflicted', 'committed 1 of 1']],
  ] as const)('an EXEC without a reply that %s: what the fence told of it', async (_, verdict, told) => {
    const { proxy, notes, id, add } = await open();
    meet(proxy, requests.exec, verdict);
    await add(id, 1);
    expect(notes.outcomes).toEqual(told);
  });

  test('writes while a transaction is under way: so many wait, and none when all is done', async () => {
    const { proxy, bus, id, add } = await open();
    const exec = hold(proxy, requests.exec);
    const first = add(id, 1);
    await exec.arrived;
    const others = [add(id, 1), add(id, 1), add(id, 1)];

    expect(bus.waitingWrites()).toEqual([3]);
    exec.release();
    await Promise.all([first, ...others]);
    expect(bus.waitingWrites()).toEqual([0]);
  });
});

describe('a group', () => {
  test('entries in order, and one of them again: applied and duplicate', async () => {
    const { group, groups } = noteObserver();
    const { client, ledger, openAccount, deliver } = await openApplier(redis, { observer: group });
    const account = await openAccount();
    for (const sequence of [1, 2, 1]) await ledger.deposit(client, account, sequence);
    await deliver();
    expect(groups.toSorted()).toEqual(['applied', 'applied', 'duplicate']);
  });

  test('an early entry that is delivered twice: early once, and applied when its predecessor has come', async () => {
    const { group, groups } = noteObserver();
    const { client, ledger, openAccount, deliver, applier, reader } = await openApplier(redis, {
      observer: group,
    });
    const account = await openAccount();
    await ledger.deposit(client, account, 2);
    await deliver();
    await applier.apply(await reader.own('0'));
    expect(groups).toEqual(['early']);

    await ledger.deposit(client, account, 1);
    await deliver();
    expect(groups).toEqual(['early', 'applied', 'applied']);
  });

  test.each<[string, unknown]>([
    ['an error', new Error('no')],
    ['what has no text', Object.create(null)],
  ])('a reaction that throws %s each time: retried, and dead with the last attempt', async (_, thrown) => {
    const { group, groups } = noteObserver();
    const { client, ledger, openAccount, deliver, applier, pendingIds } = await openApplier(redis, {
      observer: group,
      limits: { maxAttempts: 3, retry: { baseMs: 1, maxMs: 1 } },
      beforeBooking() {
        throw thrown;
      },
    });
    await ledger.deposit(client, await openAccount(), 1);
    await deliver();
    await waitFor(async () => (await pendingIds()).length === 0, { what: 'the entry to be given up' });
    await applier.stop();
    expect(groups).toEqual(['retried', 'retried', 'dead']);
  });

  test('an entry that another process has moved to the dead letters meanwhile: is not told as dead again', async () => {
    const { group, groups } = noteObserver();
    const { client, ledger, subscription, lane, applier, reader } = await openApplier(redis, {
      observer: group,
    });
    await client.xadd(ledger.stream, '*', 'no', 'event');
    const entries = await reader.next();
    const [entry] = entries;
    if (!entry) throw new Error('the entry was not read');
    const work = moveToDeadLetters(subscription, 0, entry, { error: 'by hand', attempts: 1 });
    expect(await lane.submit(work)).toBe(true);
    expect(await lane.submit(work)).toBe(false);

    await applier.apply(entries);

    expect(groups).toEqual([]);
    expect(await client.xlen(ledger.deadLetters)).toBe(1);
  });
});
