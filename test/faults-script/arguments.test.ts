import { expect, test } from 'vitest';
import { createFaultsCommand } from '../../scripts/faults/arguments.js';
import { readOptions } from '../support/read-options.js';

const read = (...args: string[]) => readOptions(createFaultsCommand(), args);

test('test:faults, no arguments: one run', () => {
  expect(read()).toEqual({ runs: 1 });
});

test('test:faults, --runs: read', () => {
  expect(read('--runs', '20')).toEqual({ runs: 20 });
});

test.each(['0', '-1', '1.5', 'many', ''])(
  'test:faults, --runs=%s: a sentence says what it can be',
  (runs) => {
    expect(() => read(`--runs=${runs}`)).toThrow('Use a whole number from 1 to 9999.');
  },
);

test('test:faults, an argument that it does not know: a sentence names it', () => {
  expect(() => read('--seed')).toThrow(/--seed.* -- --help says what it takes/);
});
