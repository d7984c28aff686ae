import { expect, test } from 'vitest';
import { isHalved, judge, type Round } from '../../bench/judge.js';
import type { Comparison, Row } from '../../bench/row.js';

const REST = { seconds: 1, load: 0, failures: [] };

function rowWith(comparison: Partial<Comparison>): Row {
  const contestant = (name: string) => ({ name, about: '', measure: () => Promise.resolve({}) });
  const to = { contestant: 'theirs', metric: 'rate' };
  return {
    ...{ id: 'row', title: 'a row', units: { rate: '/s' }, persistence: 'off', where: '', timeoutMs: 1 },
    contestants: [contestant('ours'), contestant('theirs')],
    comparisons: [{ id: 'row/x', what: 'x', of: { contestant: 'ours', metric: 'rate' }, to, ...comparison }],
  };
}

function round(ours: number | undefined, theirs: number | undefined): Round {
  return new Map([
    ...(ours === undefined ? [] : [['ours', { rate: ours }] as const]),
    ...(theirs === undefined ? [] : [['theirs', { rate: theirs }] as const]),
  ]);
}

function judged(comparison: Partial<Comparison>, rounds: readonly Round[]) {
  const [result] = judge(rowWith(comparison), rounds, REST).comparisons;
  if (!result) throw new Error('there is no comparison');
  return result;
}

test('judge: a ratio is taken within each round, so that slow rounds count as fast ones do', () => {
  const { value } = judged({ atLeast: 2 }, [round(100, 50), round(10, 5), round(300, 100)]);

  expect(value?.samples).toEqual([2, 2, 3]);
  expect(value?.median).toBe(2);
});

test.for([
  [{ atLeast: 2 }, 'reached'],
  [{ atLeast: 2.1 }, 'missed'],
  [{ atMost: 2 }, 'reached'],
  [{ atMost: 1.9 }, 'missed'],
  [{ atLeast: 2, atMost: 2 }, 'reached'],
  [{}, 'stated'],
] as const)('judge: a ratio of 2 with the bounds %o is %s', ([bounds, verdict]) => {
  expect(judged(bounds, [round(100, 50)]).verdict).toBe(verdict);
});

test('judge: a round in which one of the two has failed has no ratio', () => {
  const { value } = judged({ atLeast: 1 }, [round(100, undefined), round(100, 50), round(undefined, 50)]);

  expect(value?.samples).toEqual([2]);
});

test('judge: without any ratio the verdict is failed', () => {
  expect(judged({ atLeast: 1 }, [round(1, undefined)]).verdict).toBe('failed');
  expect(judged({}, []).verdict).toBe('failed');
});

test('judge: the metrics of a contestant that has failed are left out, those of the other stay', () => {
  const { contestants } = judge(rowWith({}), [round(100, undefined)], REST);

  expect(contestants.map(({ metrics }) => metrics.map(({ name, median }) => [name, median]))).toEqual([
    [['rate', 100]],
    [],
  ]);
});

test.for([
  ['less than half of what was measured', { atLeast: 3 }, 1.9, 4, true],
  ['half of what was measured', { atLeast: 3 }, 2, 4, false],
  ['less than half of the target, where nothing was measured', { atLeast: 3 }, 1.4, undefined, true],
  ['below the target, where nothing was measured', { atLeast: 3 }, 1.6, undefined, false],
  ['a latency, which is not judged', { atMost: 3 }, 60, 4, false],
  ['stated only', {}, 0.1, 4, false],
] as const)('isHalved: %s', ([, bounds, ours, before, expected]) => {
  const baseline = new Map(before === undefined ? [] : [['row/x', before] as const]);

  expect(isHalved(judged(bounds, [round(ours, 1)]), baseline)).toBe(expected);
});

test('isHalved: what is halved in all rounds but one is not', () => {
  const rounds = [round(1.9, 1), round(2, 1), round(1, 1)];
  expect(isHalved(judged({ atLeast: 3 }, rounds), new Map([['row/x', 4]]))).toBe(false);
});

test('isHalved: a number by itself is not judged', () => {
  const result = { ...judged({ atLeast: 3 }, [round(1, 1)]), unit: '/s' };
  expect(isHalved(result, new Map([['row/x', 4]]))).toBe(false);
});

test('isHalved: what has no value has', () => {
  expect(isHalved(judged({}, []), new Map())).toBe(true);
});
