import { expect, test } from 'vitest';
import { matchPath } from '../../web/router/match.js';

test.each([
  ['/', '/', {}],
  ['/orders', '/orders', {}],
  ['/tickets/:id', '/tickets/7', { id: '7' }],
  ['/tickets/:id', '/tickets/a%20b', { id: 'a b' }],
])('matchPath: %s and %s: %j', (pattern, path, params) => {
  expect(matchPath(pattern, path)).toEqual(params);
});

test.each([
  ['/', '/orders'],
  ['/orders', '/'],
  ['/orders', '/orders/'],
  ['/orders', '/Orders'],
  ['/tickets/:id', '/tickets/'],
  ['/tickets/:id', '/tickets'],
  ['/tickets/:id', '/tickets/7/history'],
  ['/tickets/:id', '/tickets/%'],
])('matchPath: %s and %s do not fit', (pattern, path) => {
  expect(matchPath(pattern, path)).toBeUndefined();
});
