import { expect, test } from 'vitest';
import { createBenchCommand } from '../../bench/arguments.js';
import { readOptions } from '../support/read-options.js';

const read = (...args: string[]) => readOptions(createBenchCommand(), args);

test('npm run bench: without arguments everything is run in full', () => {
  expect(read()).toEqual({ only: '', short: false, json: false });
});

test('npm run bench: all that it takes', () => {
  expect(read('--only', 'PATCH', '--rounds', '7', '--short', '--json')).toEqual({
    only: 'patch',
    rounds: 7,
    short: true,
    json: true,
  });
});

test.for(['0', '100', '-1', '1.5', 'many'])('npm run bench: --rounds=%s is refused', (rounds) => {
  expect(() => read(`--rounds=${rounds}`)).toThrow('Use a whole number from 1 to 99.');
});

test('npm run bench: what it does not know is refused, and told where to look', () => {
  expect(() => read('--fast')).toThrow(/'--fast'.*npm run bench -- --help/);
});
