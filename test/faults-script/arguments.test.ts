import { expect, test } from 'vitest';
import { readArguments } from '../../scripts/faults/arguments.js';

test('test:faults, no arguments: one run', () => {
  expect(readArguments([])).toEqual({ help: false, runs: 1 });
});

test('test:faults, --runs and --help: read', () => {
  expect(readArguments(['--runs', '20', '--help'])).toEqual({ help: true, runs: 20 });
});

test.each(['0', '-1', '1.5', 'many', ''])(
  'test:faults, --runs=%s: a sentence says what it can be',
  (runs) => {
    expect(() => readArguments([`--runs=${runs}`])).toThrow('use 1 to 9999');
  },
);

test('test:faults, an argument that it does not know: a sentence names it', () => {
  expect(() => readArguments(['--seed'])).toThrow(/--seed.* -- --help says what it takes/);
});
