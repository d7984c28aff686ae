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
  // What a URL leaves out when it is read: a tab, line breaks, and what stands around it.
  ['?to=%2F%09%2Fevil.example', '/'],
  ['?to=%2F%0A%2Fevil.example', '/'],
  ['?to=%2F%0D%5Cevil.example', '/'],
  ['?to=%20%2F%2Fevil.example', '/'],
  ['?to=%2F.%2F%2Fevil.example', '/'],
  ['?to=javascript%3Aalert(1)', '/'],
  ['?to=%5C%5C', '/'],
])('returnPath: %s leads to %s', (query, path) => {
  expect(returnPath(query)).toBe(path);
});
