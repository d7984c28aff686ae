import { describe, expect, onTestFinished, test } from 'vitest';
import { at, BUS_LIMITS, type BusLimits, isRefusal, newId } from '../../src/bus/index.js';
import { changeSource } from '../../src/bus/journal.js';
import type { Work } from '../../src/bus/lane.js';
import { needOf } from '../../src/bus/working-set.js';
import type { RedisTarget } from '../../src/redis/index.js';
import { openBus } from '../support/bus.js';
import { callsOf } from '../support/commandstats.js';
import { counter, counters, createCounters, hashOf, line, lineOf } from '../support/counters.js';
import { meet, requests } from '../support/intercept.js';
import { openLane } from '../support/lane.js';
import { startProxy } from '../support/proxy.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

describe('a group', () => {
  test('ten commits on one record: each sees the one before it, all in one transaction', async () => {
    const { create, add } = open();
    const { id } = await create();
    const before = await callsOf(redis.connect(), 'exec');
    const changes = Array.from({ length: 10 }, (_, i) => 10 ** (i % 5));
    const states = await Promise.all(changes.map((amount) => add(id, amount)));
    expect(states.map((state) => !isRefusal(state) && [state.version, state.count])).toEqual(
      lineOf(...changes).slice(1),
    );
    expect(await line(redis.connect(), id)).toEqual(lineOf(...changes));
    expect(await callsOf(redis.connect(), 'exec')).toBe(before + 1);
  });

  test('many commits at once: few transactions', async () => {
    const { create } = open();
    const before = await callsOf(redis.connect(), 'exec');
    await Promise.all(Array.from({ length: 1000 }, () => create()));
    expect(await callsOf(redis.connect(), 'exec')).toBe(before + 2);
  });

  test('more commits than a group may have: as many groups as it takes', async () => {
    const { create } = open({ groupSize: 10 });
    const before = await callsOf(redis.connect(), 'exec');
    await Promise.all(Array.from({ length: 95 }, () => create()));
    expect(await callsOf(redis.connect(), 'exec')).toBe(before + 10);
  });

  test('a refusal among them: writes nothing, and its neighbours are stored', async () => {
    const { create, add } = open();
    const [a, b] = [await create(), await create()];
    const missing = newId(0);
    const [first, refused, last] = await Promise.all([add(a.id, 1), add(missing, 1), add(b.id, 2)]);
    expect(refused).toEqual({ refused: 'not-found' });
    expect([first, last]).toMatchObject([{ count: 1 }, { count: 2 }]);
    expect(await redis.connect().keys(`*${missing}*`)).toEqual([]);
    expect(await line(redis.connect(), missing)).toEqual([]);
  });

  test('a decision among them gives a state that is not valid: it rejects alone, and writes nothing', async () => {
    const { create, add } = open();
    const [a, b] = [await create(), await create()];
    const [first, invalid, last] = await Promise.allSettled([
      add(a.id, 1),
      add(b.id, 1_000_001),
      add(b.id, 2),
    ]);
    expect(invalid).toMatchObject({ status: 'rejected', reason: { name: 'Fault', message: /count/ } });
    expect([first.status, last.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(await line(redis.connect(), b.id)).toEqual(lineOf(2));
  });

  test('a decision among them throws after it staged a change: it rejects alone, and nothing of it is written', async () => {
    const { create } = open();
    const { id } = await create();
    const lane = openTestLane();
    const throwing = change(id, 100, () => {
      throw new Error('changed my mind');
    });
    const results = await Promise.allSettled(
      [change(id, 1), throwing, change(id, 2)].map((work) => lane.submit(work)),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { message: 'changed my mind' } });
    expect(await line(redis.connect(), id)).toEqual(lineOf(1, 2));
    expect(await hashOf(redis.connect(), id)).toMatchObject({ version: '2', count: '3' });
  });

  test('a decision makes a later one depend on one record more: that is read, and watched, too', async () => {
    const { create } = open();
    const [a, b] = [await create('someone'), await create()];
    const { lane, proxy } = await openProxiedLane();
    const rival = createCounters(bus());
    meet(proxy, requests.exec, async () => {
      await rival.add(b.id, 100);
      return undefined;
    });
    const dependent: Work<number | undefined> = {
      needs: () => [need(a.id)],
      needsMore: (set) => (set.get(at(counters, a.id))?.count === 1 ? [need(b.id)] : []),
      decide: (set) => set.get(at(counters, b.id))?.count,
    };
    const [, seen] = await Promise.all([lane.submit(change(a.id, 1)), lane.submit(dependent)]);
    expect(seen).toBe(100);
    expect(await line(redis.connect(), a.id)).toEqual(lineOf(1));
  });
});

describe('a rival', () => {
  test('two buses add to the same records: all is added, and every version is there once', async () => {
    const [ours, theirs] = [open(), open()];
    const ids = (await Promise.all([ours.create(), ours.create(), ours.create()])).map(({ id }) => id);
    const rounds = Array.from({ length: 60 }, () => ids).flat();
    await Promise.all([ours, theirs].flatMap(({ add }) => rounds.map((id) => add(id, 1))));
    for (const id of ids) {
      expect(await line(redis.connect(), id)).toEqual(lineOf(...Array.from({ length: 120 }, () => 1)));
      expect(await hashOf(redis.connect(), id)).toMatchObject({ version: '120', count: '120' });
    }
  });

  test('changes a record of a group three times: the group is split each time, and grows again', async () => {
    const { proxy, create, add } = await openProxied();
    const ids = (await Promise.all(Array.from({ length: 8 }, () => create()))).map(({ id }) => id);
    const [hot = ''] = ids;
    const rival = createCounters(bus());
    const sizes: number[] = [];
    proxy.onRequest((chunk) => {
      if (requests.exec.test(String(chunk))) sizes.push(String(chunk).split('\r\nxadd\r\n').length - 1);
      return undefined;
    });
    meet(proxy, requests.exec, () => rival.add(hot, 100).then(() => undefined), 3);
    await Promise.all(ids.map((id) => add(id, 1)));
    expect(sizes).toEqual([8, 4, 2, 1, 2, 4, 1]);
    expect(await line(redis.connect(), hot)).toEqual(lineOf(100, 100, 100, 1));
  });

  test('gets in first at every try: contended, nothing is stored, and the neighbours are', async () => {
    const { proxy, create, add } = await openProxied({ tries: 5 });
    const [hot, ...others] = (await Promise.all(Array.from({ length: 4 }, () => create()))).map(
      ({ id }) => id,
    );
    const rival = createCounters(bus());
    const onExec = (chunk: Buffer) => chunk.includes(`${hot}`) && requests.exec.test(String(chunk));
    proxy.onRequest((chunk) => (onExec(chunk) ? rival.add(`${hot}`, 100).then(() => undefined) : undefined));
    const [lost, ...won] = await Promise.allSettled([`${hot}`, ...others].map((id) => add(id, 1)));
    expect(lost).toMatchObject({ status: 'rejected', reason: { name: 'Unavailable', reason: 'contended' } });
    expect(won.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    expect(await line(redis.connect(), `${hot}`)).toEqual(lineOf(100, 100, 100, 100, 100));
  });
});

describe('the queue', () => {
  test('is full: what is one too many is refused as overloaded at once, the rest is stored', async () => {
    const { create, add } = open({ queueLength: 5 });
    const { id } = await create();
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => add(id, 1)));
    expect(results.slice(0, 5).every(({ status }) => status === 'fulfilled')).toBe(true);
    for (const refused of results.slice(5)) {
      expect(refused).toMatchObject({ status: 'rejected', reason: { reason: 'overloaded' } });
    }
    expect(await line(redis.connect(), id)).toEqual(lineOf(1, 1, 1, 1, 1));
  });
});

describe('close', () => {
  test('with work in the queue: finishes it, and refuses new work', async () => {
    const { create } = open();
    const { id } = await create();
    const lane = openTestLane();
    const queued = Array.from({ length: 10 }, () => lane.submit(change(id, 1)));
    const closed = lane.close({ timeoutMs: 1000 });
    const refused = expect(lane.submit(change(id, 1))).rejects;
    await refused.toMatchObject({ name: 'Unavailable', reason: 'unavailable' });
    await Promise.all([closed, ...queued]);
    expect(await line(redis.connect(), id)).toEqual(lineOf(...Array.from({ length: 10 }, () => 1)));
  });

  test('a lane that was closed: no connection of it is left', async () => {
    const { lane, proxy } = await openProxiedLane();
    await lane.submit({ needs: () => [], decide: () => 1 });
    expect(proxy.connections).toHaveLength(1);
    await lane.close({ timeoutMs: 1000 });
    await waitFor(() => proxy.connections.length === 0, { what: 'the connection to be closed' });
  });

  test('a lane that was never used: closes at once', async () => {
    await openTestLane().close({ timeoutMs: 1000 });
  });
});

function bus(lane: Partial<BusLimits['lane']> = {}, target: RedisTarget = redis.target) {
  const opened = openBus({ target, limits: { lane: { ...BUS_LIMITS.lane, ...lane } } });
  onTestFinished(opened.close);
  return opened;
}

function open(lane: Partial<BusLimits['lane']> = {}) {
  return createCounters(bus(lane));
}

async function openProxied(lane: Partial<BusLimits['lane']> = {}) {
  const proxy = await startProxy({ target: redis.target });
  onTestFinished(proxy.stop);
  const { create, add } = createCounters(bus(lane, proxy.target));
  return { proxy, create, add };
}

function openTestLane(target: RedisTarget = redis.target) {
  const lane = openLane({ target });
  onTestFinished(() => lane.close({ timeoutMs: 1000 }));
  return lane;
}

async function openProxiedLane() {
  const proxy = await startProxy({ target: redis.target });
  onTestFinished(proxy.stop);
  return { proxy, lane: openTestLane(proxy.target) };
}

const need = (id: string) => needOf(at(counters, id), 0);

/** Adds to a counter as the journal does, and then does something else within the decision. */
function change(id: string, amount: number, afterwards: () => void = () => undefined): Work<void> {
  return {
    needs: () => [need(id)],
    decide(set) {
      const ref = at(counters, id);
      const before = set.get(ref) ?? counter(id);
      changeSource(set, ref, { ...before, count: before.count + amount });
      afterwards();
    },
  };
}
