import { expect, onTestFinished, test, vi } from 'vitest';
import { createIntention } from '../../web/api/intention.js';
import { randomKey } from '../../web/api/random-key.js';

const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/;

test('randomKey: a UUID of version 4, each time another one', () => {
  const keys = Array.from({ length: 100 }, randomKey);
  expect(new Set(keys).size).toBe(100);
  for (const key of keys) expect(key).toMatch(uuid);
});

test('intention: has a key also where the page came over http, and browsers make no UUID', () => {
  const { getRandomValues } = crypto;
  vi.stubGlobal('crypto', { getRandomValues: getRandomValues.bind(crypto) });
  onTestFinished(() => void vi.unstubAllGlobals());
  expect(createIntention().keyFor({})).toMatch(uuid);
});
