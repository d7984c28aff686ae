import { expect, test, vi } from 'vitest';
import { createRecords } from '../../web/state/records.js';

const at = (version: number, price = 2000) => ({ id: 'a', version, price });

test('records: a newer version replaces, and who watches is told once', () => {
  const records = createRecords<ReturnType<typeof at>>();
  const told = vi.fn();
  records.subscribe(told);
  records.put([at(0), at(1, 3000), { ...at(0), id: 'b' }]);
  expect([...records.get().values()]).toEqual([at(1, 3000), { ...at(0), id: 'b' }]);
  expect(told).toHaveBeenCalledTimes(1);
});

test('records: a late answer with an older version, or the same one, changes nothing', () => {
  const records = createRecords<ReturnType<typeof at>>();
  records.put([at(2, 3000)]);
  const before = records.get();
  const told = vi.fn();
  records.subscribe(told);
  records.put([at(1, 2000)]);
  records.put([at(2, 9999)]);
  expect(records.get()).toBe(before);
  expect(told).not.toHaveBeenCalled();
});

test('records: of several versions in one answer the newest stays, in whatever order', () => {
  const records = createRecords<ReturnType<typeof at>>();
  records.put([at(3), at(1), at(2)]);
  expect(records.get().get('a')?.version).toBe(3);
});

test('records: cleared, all is new again', () => {
  const records = createRecords<ReturnType<typeof at>>();
  records.put([at(3)]);
  records.clear();
  records.put([at(0)]);
  expect(records.get().get('a')?.version).toBe(0);
});

test('records: what is heard of one that somebody shows replaces an older version', () => {
  const records = createRecords<ReturnType<typeof at>>();
  records.put([at(1)]);
  records.hear(at(2, 3000));
  records.hear(at(1, 2000));
  expect([...records.get().values()]).toEqual([at(2, 3000)]);
});

test('records: one that nobody shows is not kept, and a late answer does not bring an older version of it', () => {
  const records = createRecords<ReturnType<typeof at>>();
  const told = vi.fn();
  records.subscribe(told);
  records.hear(at(3, 3000));
  records.hear(at(2, 2500));
  expect([[...records.get()], told.mock.calls]).toEqual([[], []]);
  records.put([at(1)]);
  expect([...records.get().values()]).toEqual([at(3, 3000)]);
  records.put([at(4, 4000)]);
  expect([...records.get().values()]).toEqual([at(4, 4000)]);
});

test('records: of those that nobody shows only the last are remembered', () => {
  const records = createRecords<ReturnType<typeof at>>({ remembered: 2 });
  for (const id of ['a', 'b', 'a', 'c']) records.hear({ ...at(id === 'a' ? 5 : 1), id });
  for (const id of ['a', 'b', 'c']) records.hear({ ...at(6), id });
  records.put(['a', 'b', 'c'].map((id) => ({ ...at(0), id })));
  expect([...records.get().values()].map(({ id, version }) => [id, version])).toEqual([
    ['a', 0],
    ['b', 6],
    ['c', 6],
  ]);
});

test('records: cleared, what was heard is forgotten as well', () => {
  const records = createRecords<ReturnType<typeof at>>();
  records.hear(at(9));
  records.clear();
  records.put([at(0)]);
  expect(records.get().get('a')?.version).toBe(0);
});
