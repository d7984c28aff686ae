import { expect, test } from 'vitest';
import { judge, type RowResult } from '../../bench/judge.js';
import { drawChart } from '../../bench/report/chart.js';
import { printMarkdown } from '../../bench/report/markdown.js';
import { printNumber, printValue } from '../../bench/report/numbers.js';
import { printTable } from '../../bench/report/table.js';
import type { Report } from '../../bench/report.js';
import type { Row } from '../../bench/row.js';

const ROW: Row = {
  ...{
    id: 'commits',
    title: 'commits <1>',
    units: { rate: '/s' },
    persistence: 'always',
    where: 'in one process',
  },
  timeoutMs: 1,
  contestants: [
    { name: 'journal', about: 'one lane', measure: () => Promise.resolve({}) },
    { name: 'pool', about: 'less', source: 'https://redis.io/', measure: () => Promise.resolve({}) },
  ],
  comparisons: [
    {
      ...{ id: 'a', what: 'journal to pool', atLeast: 3 },
      of: { contestant: 'journal', metric: 'rate' },
      to: { contestant: 'pool', metric: 'rate' },
    },
    { id: 'b', what: 'of the journal', atMost: 10_000, of: { contestant: 'journal', metric: 'rate' } },
    { id: 'c', what: 'of nobody', atLeast: 1, of: { contestant: 'nobody', metric: 'rate' } },
  ],
};

function result(failures: readonly string[] = []): RowResult {
  const rounds = [
    new Map([
      ['journal', { rate: 12_345.6 }],
      ['pool', { rate: 2000 }],
    ]),
    new Map([
      ['journal', { rate: 12_345.6 }],
      ['pool', { rate: 3000 }],
    ]),
  ];
  return judge(ROW, rounds, { seconds: 61, load: 1.5, failures });
}

const REPORT: Report = {
  date: '2026-01-02T03:04:05.000Z',
  settings: { size: 'full', rounds: 2, commit: 'abc1234' },
  machine: {
    ...{ cpu: 'A processor', cores: 2, memoryGib: 8, system: 'Linux 6', node: '20.20.0', redis: '7.0.15' },
    loadBefore: [0.1, 0.2, 0.3],
  },
  rows: [result(['pool: it took longer than 60 s'])],
};

test.for([
  [12_345.6, '12,346'],
  [123.46, '123'],
  [4.567, '4.57'],
  [0.083_14, '0.0831'],
  [0, '0'],
] as const)('printNumber: %f is %s', ([value, text]) => {
  expect(printNumber(value)).toBe(text);
});

test('printValue: ratios and rates have no space before their unit', () => {
  expect([printValue(4, '×'), printValue(4, '/s'), printValue(4, 'ms'), printValue(4, '')]).toEqual([
    '4×',
    '4/s',
    '4 ms',
    '4',
  ]);
});

test('printTable: each comparison has its median, its range, its target and its verdict', () => {
  const lines = printTable([result()])
    .split('\n')
    .map((line) => line.trim().replaceAll(/ {2,}/g, ' | '));

  expect(lines).toEqual([
    'median | rounds | target',
    'commits <1> (Redis: appendonly yes, appendfsync always)',
    'journal to pool | 5.14× | 4.12 – 6.17 | ≥ 3× | reached',
    'of the journal | 12,346/s | 12,346 – 12,346 | ≤ 10,000/s | MISSED',
    'of nobody | ≥ 1/s | FAILED',
    'journal: rate 12,346/s',
    'pool: rate 2,500/s',
  ]);
});

test('printMarkdown: it says where and how it was measured, and links each source', () => {
  const text = printMarkdown(REPORT);

  expect(text).toContain('# Benchmark of 2026-01-02');
  expect(text).toContain('commit `abc1234`, 2 rounds, in 1 min');
  expect(text).toContain('A processor, 2 cores, 8 GiB; Node 20.20.0, Redis 7.0.15, Linux 6.');
  expect(text).toContain('| commits <1> | journal to pool | 5.14× | 4.12 – 6.17 | ≥ 3× | reached |');
  expect(text).toContain('- pool: less ([source](https://redis.io/))');
  expect(text).toContain('Redis: appendonly yes, appendfsync always. In one process. Took 61 s');
  expect(text).toContain('| pool | rate | 2,500/s | 2,000 – 3,000 | 40 % |');
  expect(text).toContain('Failed: pool: it took longer than 60 s');
});

test('drawChart: what reaches its target lies right of it, what misses it left', () => {
  const bars = [...drawChart([result()]).matchAll(/<rect class="(reached|missed)" x="([\d.]+)"/g)];

  expect(bars.map(([, verdict, x]) => [verdict, Number(x) < 615])).toEqual([
    ['reached', false],
    ['missed', true],
  ]);
});

test('drawChart: names are escaped, and colours follow the mode of the reader', () => {
  const svg = drawChart([result()]);

  expect(svg).toContain('commits &lt;1&gt;: journal to pool');
  expect(svg).toContain('prefers-color-scheme: dark');
});
