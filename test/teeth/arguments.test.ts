import { expect, test } from 'vitest';
import { readArguments } from '../../scripts/teeth/arguments.js';

test('test:teeth, no arguments: all guards, and a table on stdout', () => {
  expect({ ...readArguments([]) }).toEqual({ help: false, json: false, write: false, only: '' });
});

test.each([
  [['--seed'], /^Unknown option '--seed'\. npm run test:teeth -- --help says what it takes\.$/],
  [['--write', '--only', 'fence'], /^--write needs all guards: leave --only out\. /],
])('test:teeth, %j: a sentence says what is wrong', (args, sentence) => {
  expect(() => readArguments(args)).toThrow(
    expect.objectContaining({ message: expect.stringMatching(sentence) }),
  );
});
