import type { ComparisonResult, RowResult } from '../judge.js';
import { printRange, printTarget, printValue } from './numbers.js';

const HEAD = ['', 'median', 'rounds', 'target', ''];

/** The ratios with their targets and verdicts, as plain text; below each row what was measured. */
export function printTable(rows: readonly RowResult[]): string {
  const cells = rows.map(({ comparisons }) => comparisons.map(cellsOf));
  const widths = HEAD.map((head, i) =>
    Math.max(head.length, ...cells.flat().map((row) => (row[i] ?? '').length)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  const blocks = rows.map((row, i) =>
    [
      `${row.title} (Redis: ${persistenceOf(row)})`,
      ...(cells[i] ?? []).map((cell) => `  ${line(cell)}`),
      ...row.contestants.map((contestant) => `    ${measuredOf(contestant)}`),
      ...row.failures.map((failure) => `    FAILED ${failure}`),
    ].join('\n'),
  );
  return [`  ${line(HEAD)}`, ...blocks].join('\n');
}

function cellsOf(comparison: ComparisonResult): string[] {
  const { what, value, unit, verdict } = comparison;
  if (!value) return [what, '', '', printTarget(comparison), 'FAILED'];
  return [
    what,
    printValue(value.median, unit),
    printRange(value),
    printTarget(comparison),
    verdict === 'missed' ? 'MISSED' : verdict,
  ];
}

function measuredOf({ name, metrics }: RowResult['contestants'][number]): string {
  const values = metrics.map((metric) => `${metric.name} ${printValue(metric.median, metric.unit)}`);
  return `${name}: ${values.join(', ') || 'nothing'}`;
}

export function persistenceOf({ persistence }: Pick<RowResult, 'persistence'>): string {
  return persistence === 'always' ? 'appendonly yes, appendfsync always' : 'appendonly no';
}
