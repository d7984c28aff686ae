import { expect, test } from 'vitest';
import { readArguments } from '../../bench/arguments.js';

test('readArguments: without arguments everything is run in full', () => {
  expect(readArguments([])).toEqual({ help: false, only: '', rounds: undefined, short: false, json: false });
});

test('readArguments: all that it takes', () => {
  expect(readArguments(['--only', 'PATCH', '--rounds', '7', '--short', '--json'])).toEqual({
    help: false,
    only: 'patch',
    rounds: 7,
    short: true,
    json: true,
  });
});

test.for(['0', '100', '-1', '1.5', 'many'])('readArguments: --rounds=%s is refused', (rounds) => {
  expect(() => readArguments([`--rounds=${rounds}`])).toThrow(/use 1 to 99/);
});

test('readArguments: what it does not know is refused, and told where to look', () => {
  expect(() => readArguments(['--fast'])).toThrow(/'--fast'.*npm run bench -- --help/);
});
