import { expect, test } from 'vitest';
import { tableOf, textOf } from '../../../web/trace/table.js';
import { dead, early, orderA, story, tellTrace } from './traces.js';

test('table: the story of design.md, a row for each entry', () => {
  const { rows, orders } = tableOf(story(), 'en');
  expect(rows.map(({ from, entry, what, outcome }) => [from, entry, what, outcome].join(' | '))).toEqual([
    'tickets | ticket:created v0 | listed, price $20.00 | orders: applied',
    'orders | order:created no. 1 | order A, created, at $20.00 | tickets: applied',
    'tickets | ticket:updated v1 | orderId = A | orders: applied',
    'orders | order:cancelled no. 2 | order A, cancelled, by the buyer | tickets: applied',
    'tickets | ticket:updated v2 | no orderId | orders: applied',
    'tickets | ticket:updated v3 | price $30.00 | orders: applied',
  ]);
  expect(orders).toEqual([{ letter: 'A', id: orderA }]);
});

test('table: holes, what waits for them, and dead letters, are said and marked', () => {
  const tell = tellTrace();
  tell.listed();
  tell.repriced(2, 2000, 3000, { so: dead('boom') });
  tell.repriced(3, 3000, 4000, { so: early(1, 2) });
  const { rows } = tableOf(tell.trace({ copy: 0 }), 'en');
  expect(rows.slice(1).map(({ entry, outcome, isBad }) => [entry, outcome, isBad])).toEqual([
    ['v1', 'missing', true],
    ['ticket:updated v2', 'orders: dead letter: boom', true],
    ['ticket:updated v3', 'orders: waits for v1–v2', true],
  ]);
});

test('table: as text, its columns stand below one another, and the orders below them', () => {
  const lines = textOf(tableOf(story(), 'en')).split('\n');
  expect(lines.slice(0, 3)).toEqual([
    'time                      from     entry                  what it says                      in the other module',
    '2024-11-22T18:26:40.000Z  tickets  ticket:created v0      listed, price $20.00              orders: applied',
    '2024-11-22T18:26:40.001Z  orders   order:created no. 1    order A, created, at $20.00       tickets: applied',
  ]);
  expect(lines.slice(-2)).toEqual(['', `order A: ${orderA}`]);
});
