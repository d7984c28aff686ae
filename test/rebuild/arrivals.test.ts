import { expect, test } from 'vitest';
import { createArrivals } from '../../src/rebuild/arrivals.js';

const { signal } = new AbortController();

test('arrivals: one that is slower than the others is left behind, and waited for at the end', async () => {
  const slow = new Set(['b']);
  const arrivals = createArrivals({
    open: (some) => Promise.resolve(some.filter(isIn(slow))),
    signal,
    patienceMs: 50,
  });

  await arrivals.await(entries('a', 'b', 'c'));
  expect([...arrivals.open()]).toEqual(['b']);
  const rest = arrivals.rest();
  slow.clear();
  expect(await rest).toEqual([]);
  expect(arrivals.open().size).toBe(0);
});

test('arrivals: one that never comes, it is named when nothing has happened for a while', async () => {
  const arrivals = createArrivals({ open: (some) => Promise.resolve([...some]), signal, patienceMs: 50 });

  await arrivals.await(entries('a'));
  expect(await arrivals.rest()).toEqual(entries('a'));
});

test('arrivals: as long as something happens, the others are waited for', async () => {
  let looks = 0;
  const open = (some: readonly ReturnType<typeof entry>[]) => {
    looks += 1;
    return Promise.resolve(looks % 4 === 0 ? some.slice(1) : [...some]);
  };
  const arrivals = createArrivals({ open, signal, patienceMs: 2000 });

  await arrivals.await(entries('a', 'b', 'c', 'd'));
  expect(await arrivals.rest()).toEqual([]);
});

test('arrivals: too many are not applied, it says so and goes no further', async () => {
  const arrivals = createArrivals({ open: (some) => Promise.resolve([...some]), signal, patienceMs: 50 });
  const many = entries(...Array.from({ length: 1001 }, (_, i) => `ticket-${i}`));

  await expect(arrivals.await(many)).rejects.toThrow('1001 entries that announce tickets are not applied');
});

test('arrivals: interrupted, it ends at once', async () => {
  const stopping = new AbortController();
  const open = (some: readonly ReturnType<typeof entry>[]) => {
    stopping.abort(new Error('interrupted'));
    return Promise.resolve([...some]);
  };
  const arrivals = createArrivals({ open, signal: stopping.signal, patienceMs: 60_000 });

  await expect(arrivals.await(entries('a'))).rejects.toThrow('interrupted');
});

function entries(...ids: string[]) {
  return ids.map(entry);
}

function entry(id: string) {
  return { id, partition: 0, entryId: `1-${id}` };
}

function isIn(ids: ReadonlySet<string>) {
  return ({ id }: { id: string }) => ids.has(id);
}
