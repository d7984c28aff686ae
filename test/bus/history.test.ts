import { describe, expect, onTestFinished, test } from 'vitest';
import { at, type Bus, newId, refuse } from '../../src/bus/index.js';
import { openBus } from '../support/bus.js';
import { callsOf } from '../support/commandstats.js';
import { counter, counters } from '../support/counters.js';
import { useRedis } from '../support/redis.js';

const redis = useRedis();

/** Counters whose history is kept; the same records, streams and keys. */
const kept = { ...counters, keepsHistory: true };

describe('history', () => {
  test('of a record: the entry of each version, oldest first', async () => {
    const { bus, versions } = open();
    const id = await versions(4);

    const { items, ...rest } = await bus.records.history(kept, id, { limit: 10 });

    expect(rest).toEqual({ before: undefined, next: null });
    expect(items.map(({ event }) => [event.type, event.subject, event.sequence])).toEqual([
      ['counter:created', id, 0],
      ['counter:changed', id, 1],
      ['counter:changed', id, 2],
      ['counter:changed', id, 3],
    ]);
    for (const { entryId, event } of items) {
      const [entry] = await redis.connect().xrange('{0}:counters', entryId, entryId);
      expect(entry?.[1]).toContain(event.id);
    }
  });

  test('page by page: each version once, with the one before the page, and null at the end', async () => {
    const { bus, versions } = open();
    const id = await versions(12);

    const first = await bus.records.history(kept, id, { limit: 5 });
    const second = await bus.records.history(kept, id, { limit: 5, after: first.next ?? -1 });
    const third = await bus.records.history(kept, id, { limit: 5, after: second.next ?? -1 });

    const pages = [first, second, third];
    expect(pages.map(({ items }) => items.map(({ event }) => event.sequence))).toEqual([
      [0, 1, 2, 3, 4],
      [5, 6, 7, 8, 9],
      [10, 11],
    ]);
    expect(pages.map(({ before }) => before?.event.sequence)).toEqual([undefined, 4, 9]);
    expect(pages.map(({ next }) => next)).toEqual([4, 9, null]);
  });

  test('as many versions as a page holds: one page', async () => {
    const { bus, versions } = open();
    expect(await bus.records.history(kept, await versions(5), { limit: 5 })).toMatchObject({ next: null });
  });

  test('of nobody: empty', async () => {
    const nothing = { before: undefined, items: [], next: null };
    expect(await open().bus.records.history(kept, newId(0), { limit: 5 })).toEqual(nothing);
  });

  test('written in a crowd, many entries in the same moment: found behind all the others', async () => {
    const { bus, create, add } = open();
    const ids = await Promise.all(Array.from({ length: 600 }, create));
    await Promise.all(ids.map((id) => add(id, 1)));

    const last = ids.slice(-20);
    const pages = await Promise.all(last.map((id) => bus.records.history(kept, id, { limit: 5 })));

    expect(
      pages.map(({ items }) => items.map(({ event: { subject, sequence } }) => [subject, sequence])),
    ).toEqual(
      last.map((id) => [
        [id, 0],
        [id, 1],
      ]),
    );
  });

  test('of versions whose entries were trimmed: what is left, without a search for the rest', async () => {
    const { bus, versions, add } = open();
    const id = await versions(3);
    const client = redis.connect();
    // As if they had been written an hour ago.
    const key = `{0}:counters:history:${id}`;
    const members = await client.zrange(key, 0, '-1');
    await client.zrem(key, ...members);
    for (const [i, member] of members.entries())
      await client.zadd(key, i, `${i}:${Number(member.split(':')[1]) - 3_600_000}`);
    await client.xtrim('{0}:counters', 'MAXLEN', 0);
    await add(id, 1);

    const before = await callsOf(client, 'xrange');
    const { items, next } = await bus.records.history(kept, id, { limit: 10 });

    expect(items.map(({ event }) => event.sequence)).toEqual([3]);
    expect(next).toBeNull();
    expect((await callsOf(client, 'xrange')) - before).toBe(2);
  });

  test('in a stream a hundred times as long: no more reads', async () => {
    const { bus, versions, createMany } = open();
    const client = redis.connect();
    const readsOf = async (id: string) => {
      const before = await callsOf(client, 'xrange');
      expect((await bus.records.history(kept, id, { limit: 10 })).items).toHaveLength(10);
      return (await callsOf(client, 'xrange')) - before;
    };
    // One for the oldest entry, and for each version one, or two where more of them fell into one millisecond.
    const most = 1 + 2 * 10;
    const early = await versions(10);
    expect(await readsOf(early)).toBeLessThanOrEqual(most);
    await createMany(5000);
    const late = await versions(10);

    expect(await readsOf(early)).toBeLessThanOrEqual(most);
    expect(await readsOf(late)).toBeLessThanOrEqual(most);
  });

  test('of a decision that changed nothing, or was refused: no version more', async () => {
    const { bus, versions, add } = open();
    const id = await versions(2);
    // Redis' clock moves on meanwhile.
    for (let i = 0; i < 30; i += 1) await add(id, 0);
    await bus.journal.commit({ record: at(kept, id), decide: () => refuse('no') });

    expect(await redis.connect().zcard(`{0}:counters:history:${id}`)).toBe(2);
  });

  test('of a record that keeps none: nothing is stored for it', async () => {
    const { bus } = open();
    const id = newId(0);
    await bus.journal.commit({ record: at(counters, id), decide: () => counter(id) });

    expect(await redis.connect().exists(`{0}:counters:history:${id}`)).toBe(0);
  });

  test('of versions whose entries are lost among many others: they are not searched for far and wide', async () => {
    const { bus, versions, createMany } = open();
    const client = redis.connect();
    const id = await versions(30);
    for (const [entryId, fields] of await client.xrange('{0}:counters', '-', '+'))
      if (fields.includes(id)) await client.xdel('{0}:counters', entryId);
    await createMany(3000);

    const before = await callsOf(client, 'xrange');
    expect(await bus.records.history(kept, id, { limit: 30 })).toMatchObject({ items: [], next: null });
    // One for the oldest entry, and at most three looks for each version.
    expect((await callsOf(client, 'xrange')) - before).toBeLessThanOrEqual(1 + 30 * 3);
  });

  test('an index that somebody damaged: what can be found is shown', async () => {
    const { bus, versions } = open();
    const id = await versions(2);
    await redis.connect().zadd(`{0}:counters:history:${id}`, 7, '7:0', 8, 'eight');

    const { items } = await bus.records.history(kept, id, { limit: 5 });
    expect(items.map(({ event }) => event.sequence)).toEqual([0, 1]);
  });
});

function open() {
  const bus: Bus & { close(): Promise<void> } = openBus({ target: redis.target });
  onTestFinished(() => bus.close());
  const { journal } = bus;
  const create = async () => {
    const id = newId(0);
    await journal.commit({ record: at(kept, id), decide: () => counter(id) });
    return id;
  };
  const add = (id: string, amount: number) =>
    journal.commit({
      record: at(kept, id),
      decide: (before) => (before ? { ...before, count: before.count + amount } : refuse('not-found')),
    });
  return {
    bus,
    create,
    add,
    /** In portions that are written in time also on a busy machine. */
    async createMany(count: number) {
      for (let made = 0; made < count; made += 250) await Promise.all(Array.from({ length: 250 }, create));
    },
    /** A new record of so many versions. */
    async versions(count: number) {
      const id = await create();
      for (let i = 1; i < count; i += 1) await add(id, 1);
      return id;
    },
  };
}
