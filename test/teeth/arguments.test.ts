import { expect, test } from 'vitest';
import { createTeethCommand } from '../../scripts/teeth/arguments.js';
import { readOptions } from '../support/read-options.js';

test('test:teeth, no arguments: all guards, and a table on stdout', () => {
  expect(readOptions(createTeethCommand(), [])).toEqual({ json: false, write: false, only: '' });
});

test.each([
  [['--seed'], /^Unknown option '--seed'\. npm run test:teeth -- --help says what it takes\.$/],
  [['--write', '--only', 'fence'], /^Option '--write' cannot be used with option '--only <text>'\. /],
])('test:teeth, %j: a sentence says what is wrong', (args, sentence) => {
  expect(() => readOptions(createTeethCommand(), args)).toThrow(
    expect.objectContaining({ message: expect.stringMatching(sentence) }),
  );
});
