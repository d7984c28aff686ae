import { expect, test } from 'vitest';
import { returnPath } from '../../web/session/return-path.js';

test.each([
  ['?to=%2Forders', '/orders'],
  ['?to=%2Ftickets%2F7%3Fa%3D1', '/tickets/7?a=1'],
  ['', '/'],
  ['?to=', '/'],
  ['?to=https%3A%2F%2Fevil.example', '/'],
  ['?to=%2F%2Fevil.example', '/'],
  ['?to=%2F%5Cevil.example', '/'],
  ['?to=javascript%3Aalert(1)', '/'],
])('returnPath: %s leads to %s', (query, path) => {
  expect(returnPath(query)).toBe(path);
});
