import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { countOf } from '../../scripts/teeth/copy.js';
import { GUARDS } from '../../scripts/teeth/guards.js';

const ROOT = join(import.meta.dirname, '..', '..');

// `npm run test:teeth` takes minutes; that it still finds what it breaks is known at once.
describe.each(GUARDS)('guard "$name"', (guard) => {
  test('stands once in its file, is broken by what replaces it, and its tests are there', async () => {
    expect(await countOf(guard, ROOT)).toBe(1);
    expect(guard.broken).not.toBe(guard.text);
    await Promise.all(guard.tests.map((file) => access(join(ROOT, file))));
  });
});

test('guards: no two have one name', () => {
  const names = GUARDS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
