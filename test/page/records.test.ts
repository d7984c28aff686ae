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
