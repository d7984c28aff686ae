import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { at, isRefusal, newId, refuse } from '../../src/bus/index.js';
import { keyIn, partitionOf } from '../../src/bus/partition.js';
import { millisecondsOf } from '../../src/bus/replies.js';
import { openBus } from '../support/bus.js';
import { callsOf } from '../support/commandstats.js';
import {
  type Counter,
  counter,
  counters,
  createCounters,
  hashOf,
  line,
  lineOf,
} from '../support/counters.js';
import { useRedis } from '../support/redis.js';

const redis = useRedis();

describe('commit', () => {
  test('a new record: version 0, its hash, its indexes and its entry, whatever the decision said of the stamps', async () => {
    const { journal } = open();
    const client = redis.connect();
    const [id, owner] = [newId(0), crypto.randomUUID()];
    const before = millisecondsOf(await client.time());
    const state = await journal.commit<Counter, never>({
      record: at(counters, id),
      decide: () => counter(id, { owner, count: 7, version: 41, createdAt: 'never', updatedAt: 'never' }),
    });
    const after = millisecondsOf(await client.time());

    const time = state.createdAt;
    expect(Date.parse(time)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(time)).toBeLessThanOrEqual(after);
    expect(state).toEqual({ id, owner, count: 7, version: 0, createdAt: time, updatedAt: time });
    expect(await hashOf(client, id)).toEqual({ ...state, count: '7', version: '0' });
    expect(await client.zscore(`{0}:counters:by-owner:${owner}`, id)).toBe('0');
    expect(await client.zscore('{0}:counters:by-count', id)).toBe('7');
    const entries = await client.xrange('{0}:counters', '-', '+');
    expect(entries.find(([, fields]) => fields.includes(id))?.[1]).toEqual([
      ...['id', `${id}/0`, 'type', 'counter:created', 'source', '/holdfast/counters', 'time', time],
      ...['subject', id, 'sequence', '0', 'data', JSON.stringify(state)],
    ]);
  });

  test('an existing record: version + 1 and a new time, and createdAt stays', async () => {
    const { journal, create } = open();
    const created = await create();
    const changed = await journal.commit<Counter, 'not-found'>({
      record: at(counters, created.id),
      decide: (state) => (state ? { ...state, count: 1, createdAt: 'never' } : refuse('not-found')),
    });
    expect(changed).toEqual({ ...created, count: 1, version: 1, updatedAt: expect.any(String) });
    expect(await line(redis.connect(), created.id)).toEqual(lineOf(1));
  });

  test('a change that changes nothing: no entry, and version and time stay as they were', async () => {
    const { create, add } = open();
    const created = await create();
    const before = await hashOf(redis.connect(), created.id);
    expect(await add(created.id, 0)).toEqual(created);
    expect(await hashOf(redis.connect(), created.id)).toEqual(before);
    expect(await line(redis.connect(), created.id)).toEqual(lineOf());
  });

  test('a decision that changes nothing but what the journal sets: changes nothing', async () => {
    const { journal, create } = open();
    const created = await create();
    const stamps = { version: 41, createdAt: 'never', updatedAt: 'never' };
    const state = await journal.commit<Counter, 'not-found'>({
      record: at(counters, created.id),
      decide: (before) => (before ? { ...before, ...stamps } : refuse('not-found')),
    });
    expect(state).toEqual(created);
    expect(await line(redis.connect(), created.id)).toEqual(lineOf());
  });

  test('a refusal: is the answer, with what it says', async () => {
    const { journal } = open();
    const refused = await journal.commit<Counter, 'too-late'>({
      record: at(counters, newId(0)),
      decide: () => refuse('too-late', 'The shop is closed.'),
    });
    expect(refused).toEqual({ refused: 'too-late', detail: 'The shop is closed.' });
  });

  test('given records: the decision gets their states, and undefined where there is none', async () => {
    const { journal, create } = open();
    const [a, b] = [await create(), newId(0)];
    let seen: unknown;
    await journal.commit({
      record: at(counters, newId(0)),
      given: { a: at(counters, a.id), b: at(counters, b) },
      decide: (own, { now: _, ...given }) => {
        seen = { own, ...given };
        return refuse('enough');
      },
    });
    expect(seen).toEqual({ own: undefined, a, b: undefined });
  });

  test('a decision about another record: a fault, and nothing is written', async () => {
    const { journal } = open();
    const [id, other] = [newId(0), newId(0)];
    const commit = journal.commit<Counter, never>({ record: at(counters, id), decide: () => counter(other) });
    await expect(commit).rejects.toThrow(`a decision about counters:${id} gave the state of ${other}`);
    expect(await redis.connect().exists(`{0}:counters:${id}`, `{0}:counters:${other}`)).toBe(0);
  });

  test('now: is the time of Redis, not that of this process', async () => {
    const { journal } = open();
    const client = redis.connect();
    const before = millisecondsOf(await client.time());
    vi.useFakeTimers({ toFake: ['Date'], now: 0 });
    onTestFinished(() => void vi.useRealTimers());
    let seen = 0;
    await journal.commit({
      record: at(counters, newId(0)),
      decide(_, { now }) {
        seen = now;
        return refuse('enough');
      },
    });
    vi.useRealTimers();
    expect(seen).toBeGreaterThanOrEqual(before);
    expect(seen).toBeLessThanOrEqual(millisecondsOf(await client.time()));
  });
});

describe('partitions', () => {
  test.each([0, 1, 2, 3])(
    'an id of partition %i: all its keys begin with the tag of it',
    async (partition) => {
      const { journal } = open(4);
      const id = newId(partition);
      await journal.commit<Counter, never>({ record: at(counters, id), decide: () => counter(id) });
      const client = redis.connect();
      expect(await client.exists(keyIn(partition, `counters:${id}`))).toBe(1);
      expect(await client.zscore(keyIn(partition, 'counters:by-count'), id)).toBe('0');
      expect(await line(client, id)).toEqual(lineOf());
    },
  );

  test('commits to all of them at once: each is stored in its own', async () => {
    const { add, journal } = open(4);
    const ids = [0, 1, 2, 3].map(newId);
    const create = (id: string) =>
      journal.commit<Counter, never>({ record: at(counters, id), decide: () => counter(id) });
    await Promise.all(ids.map(create));
    await Promise.all(ids.flatMap((id, i) => [add(id, i), add(id, 10)]));
    const lines = await Promise.all(ids.slice(1).map((id) => line(redis.connect(), id)));
    expect(lines).toEqual([lineOf(1, 10), lineOf(2, 10), lineOf(3, 10)]);
  });

  test.each([
    ['another partition', newId(1)],
    ['the last partition that an id can name', newId(0xf_ff)],
    ['no partition at all', 'nobody'],
  ])('an id of %s, which does not exist: decided on nothing, and Redis is not asked', async (_, id) => {
    const { journal } = open();
    const client = redis.connect();
    const asked = await callsOf(client, 'watch');
    let seen: unknown = 'not asked';
    const refused = await journal.commit({
      record: at(counters, id),
      given: { other: at(counters, id) },
      decide: (state, { other }) => {
        seen = [state, other];
        return refuse('not-found');
      },
    });
    expect(refused).toEqual({ refused: 'not-found' });
    expect(seen).toEqual([undefined, undefined]);
    expect(await callsOf(client, 'watch')).toBe(asked);
    expect(await client.exists(keyIn(partitionOf(id), `counters:${id}`))).toBe(0);
  });

  test('a decision to begin a record in a partition that does not exist: a fault, and nothing is written', async () => {
    const { journal } = open();
    const id = newId(9);
    const commit = journal.commit<Counter, never>({ record: at(counters, id), decide: () => counter(id) });
    await expect(commit).rejects.toThrow(/there is no partition 9/);
    expect(await redis.connect().keys('{9}:*')).toEqual([]);
  });
});

describe('races', () => {
  test('a hundred clients of three buses, each adds on the version that it read: each version is one of theirs', async () => {
    const buses = [open(), open(), open()];
    const { id } = await (buses[0] ?? open()).create();
    const attempts = Array.from({ length: 100 }, (_, i) => buses[i % 3] ?? open());
    const results = await Promise.all(
      attempts.map(({ journal }, i) =>
        journal.commit<Counter, 'not-found' | 'taken'>({
          record: at(counters, id),
          decide(state) {
            if (!state) return refuse('not-found');
            return state.version === 0 ? { ...state, count: i + 1 } : refuse('taken');
          },
        }),
      ),
    );
    const winners = results.filter((result) => !isRefusal(result));
    expect(winners).toHaveLength(1);
    expect(await line(redis.connect(), id)).toEqual([
      [0, 0],
      [1, results.findIndex((result) => !isRefusal(result)) + 1],
    ]);
  });
});

function open(partitions = 1) {
  const bus = openBus({ target: redis.target, partitions });
  onTestFinished(bus.close);
  const { create, add } = createCounters(bus);
  return { journal: bus.journal, create, add };
}
