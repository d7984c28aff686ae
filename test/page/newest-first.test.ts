import { expect, test } from 'vitest';
import { newestFirst, sortedNewestFirst } from '../../web/market/newest-first.js';

const [oldest, middle, newest] = ['019a2f3c-5d1e-7b42', '019a2f3c-5d1f-7000', '019a3000-0000-7000'];

test('newestFirst: the id that was made last comes first', () => {
  expect([middle, newest, oldest].sort(newestFirst)).toEqual([newest, middle, oldest]);
});

test('sortedNewestFirst: what was made last comes first, and what is given is left as it was', () => {
  const items = [middle, newest, oldest].map((id) => ({ id: String(id) }));
  expect(sortedNewestFirst(items).map(({ id }) => id)).toEqual([newest, middle, oldest]);
  expect(items[0]?.id).toBe(middle);
});
