import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawChart } from './report/chart.js';
import { printMarkdown } from './report/markdown.js';
import type { Report } from './report.js';

const RESULTS = join(import.meta.dirname, 'results');

/** Writes what a whole run has found out. */
export async function writeResults(report: Report): Promise<void> {
  await mkdir(RESULTS, { recursive: true });
  const write = (name: string, text: string) => writeFile(join(RESULTS, name), text);
  await write(`${report.date.slice(0, 10)}.json`, `${JSON.stringify(report, undefined, 2)}\n`);
  await write('latest.md', printMarkdown(report));
  await write('latest.svg', drawChart(report.rows));
}

/** The lowest ratios of bench/results/baseline.json, by the ids of the comparisons; none where there is no such file. */
export async function readBaseline(): Promise<ReadonlyMap<string, number>> {
  const text = await readFile(join(RESULTS, 'baseline.json'), 'utf8').catch(() => '{"rows":[]}');
  const { rows }: Pick<Report, 'rows'> = JSON.parse(text);
  return new Map(
    rows.flatMap(({ comparisons }) =>
      comparisons.flatMap(({ id, value }) => (value ? [[id, value.min] as const] : [])),
    ),
  );
}
