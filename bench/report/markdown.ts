import type { RowResult } from '../judge.js';
import type { Report } from '../report.js';
import { printRange, printTarget, printValue } from './numbers.js';
import { persistenceOf } from './table.js';

/** The whole report, for people. */
export function printMarkdown({ date, machine, settings, rows }: Report): string {
  return `# Benchmark of ${date.slice(0, 10)}

Made by \`npm run bench\` at ${date}, commit \`${settings.commit}\`, ${settings.rounds} rounds, in ${printMinutes(rows)}.

${machine.cpu}, ${machine.cores} cores, ${machine.memoryGib} GiB; Node ${machine.node}, Redis ${machine.redis}, ${machine.system}.
Load average before: ${machine.loadBefore.map((load) => load.toFixed(2)).join(', ')}. Redis, server and client share the
cores with each other and with whatever else runs there: absolute numbers are shown, the ratios are what counts. Each ratio is
taken within a round, in which the contestants run one after the other; the table has the median of the rounds, the
lowest and the highest.

![Ratios and their targets](latest.svg)

| work | comparison | median | rounds | target | |
|---|---|---:|---:|---:|---|
${rows.flatMap(ratiosOf).join('\n')}

${rows.map(printRow).join('\n\n')}
`;
}

function ratiosOf({ title, comparisons }: RowResult): string[] {
  return comparisons.map((comparison) => {
    const { what, value, unit, verdict } = comparison;
    const numbers = value ? [printValue(value.median, unit), printRange(value)] : ['', ''];
    return rowOf([title, what, ...numbers, printTarget(comparison), verdict]);
  });
}

function printRow(row: RowResult): string {
  const metrics = row.contestants.flatMap(({ name, metrics }) =>
    metrics.map((metric) =>
      rowOf([
        ...[name, metric.name, printValue(metric.median, metric.unit), printRange(metric)],
        `${Math.round(metric.spread * 100)} %`,
      ]),
    ),
  );
  const about = row.contestants.map(
    ({ name, about, source }) => `- ${name}: ${about}${source === undefined ? '' : ` ([source](${source}))`}`,
  );
  return [
    `## ${row.title}`,
    `Redis: ${persistenceOf(row)}. ${sentence(row.where)} Took ${Math.round(row.seconds)} s; load average after it ${row.load.toFixed(2)}.`,
    about.join('\n'),
    ['| contestant | metric | median | rounds | middle half |', '|---|---|---:|---:|---:|', ...metrics].join(
      '\n',
    ),
    ...row.failures.map((failure) => `Failed: ${failure}`),
  ].join('\n\n');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function printMinutes(rows: readonly RowResult[]): string {
  return `${Math.round(rows.reduce((sum, { seconds }) => sum + seconds, 0) / 60)} min`;
}
