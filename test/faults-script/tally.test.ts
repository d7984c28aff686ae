import { describe, expect, test } from 'vitest';
import { hasPassed, printTally, type Run } from '../../scripts/faults/tally.js';
import type { Outcome } from '../../scripts/vitest/run-vitest.js';

const FILE = 'test/faults/one.test.ts';
const table = {
  'a row of one test': [{ file: FILE, name: 'plain (a.b)' }],
  'a row of cases': [{ file: FILE, name: '$at, %s: works' }],
};
const both = [test1('plain (a.b)'), test1("'the handshake', cut: works"), test1("'EXEC', late: works")];

function test1(title: string, passed = true): Outcome {
  return { file: FILE, title, fullName: title, passed };
}

function run(outcomes: readonly Outcome[], changes: Partial<Run> = {}): Run {
  return { outcomes, isSound: true, elapsedMs: 61_000, ...changes };
}

describe('tally of the fault table', () => {
  test('all passed: each row in each run', () => {
    expect(printTally(table, [run(both), run(both)], { planned: 2 })).toBe(
      [
        'a row of one test  2 of 2',
        'a row of cases     2 of 2',
        'everything         2 of 2',
        '2 runs, 2 min 2 s',
      ].join('\n'),
    );
  });

  test.each<[string, Run, string]>([
    [
      'a case failed',
      run([...both, test1("'WATCH', cut: works", false)]),
      'a row of cases     1 of 2  FAILED',
    ],
    ['no case was run', run(both.slice(0, 1)), 'a row of cases     1 of 2  FAILED'],
    [
      'a dot stands for itself',
      run([test1('plain (a,b)'), ...both.slice(1)]),
      'a row of one test  1 of 2  FAILED',
    ],
    [
      'the same name in another file',
      run([{ ...test1('plain (a.b)'), file: 'x' }]),
      'a row of one test  1 of 2  FAILED',
    ],
    ['an error outside the tests', run(both, { isSound: false }), 'everything         1 of 2  FAILED'],
    ['a test of no row failed', run([...both, test1('other', false)]), 'everything         1 of 2  FAILED'],
  ])('%s: it has not passed', (_, failed, line) => {
    expect(hasPassed(table, failed)).toBe(false);
    expect(printTally(table, [run(both), failed], { planned: 2 }).split('\n')).toContain(line);
  });

  test('interrupted: says how many runs there were to be', () => {
    expect(printTally(table, [run(both)], { planned: 20 })).toMatch(
      /\n1 runs, of 20 that were to be, 1 min 1 s$/,
    );
  });
});
