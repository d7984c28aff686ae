import type { NamedTest } from '../../test/faults/table.js';
import type { Outcome, VitestRun } from '../vitest/run-vitest.js';

export interface Run extends VitestRun {
  readonly elapsedMs: number;
}

type Table = Readonly<Record<string, readonly NamedTest[]>>;

/** A row passes when each test that it names was run, and passed in all its cases. */
export function passes(tests: readonly NamedTest[], { outcomes }: Pick<Run, 'outcomes'>): boolean {
  return tests.every((test) => {
    const cases = outcomes.filter((outcome) => isCaseOf(test, outcome));
    return cases.length > 0 && cases.every(({ passed }) => passed);
  });
}

export function hasPassed(table: Table, run: Run): boolean {
  return (
    run.isSound &&
    run.outcomes.every(({ passed }) => passed) &&
    Object.values(table).every((tests) => passes(tests, run))
  );
}

/** Which row has passed how often, and how long it took together. */
export function printTally(
  table: Table,
  runs: readonly Run[],
  { planned }: { readonly planned: number },
): string {
  const counts = Object.entries(table).map(([row, tests]) => ({
    row,
    count: runs.filter((run) => passes(tests, run)).length,
  }));
  const whole = { row: 'everything', count: runs.filter((run) => hasPassed(table, run)).length };
  const width = Math.max(...Object.keys(table).map(({ length }) => length));
  const lines = [...counts, whole].map(
    ({ row, count }) =>
      `${row.padEnd(width)}  ${count} of ${runs.length}${count < runs.length ? '  FAILED' : ''}`,
  );
  const elapsedMs = runs.reduce((sum, run) => sum + run.elapsedMs, 0);
  const ended = runs.length < planned ? `, of ${planned} that were to be` : '';
  return [...lines, `${runs.length} runs${ended}, ${printTime(elapsedMs)}`].join('\n');
}

/** @example `printTime(61_000)` is `1 min 1 s` */
export function printTime(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** What a name with placeholders can become: the pattern that vitest and this tally find its cases by. */
export function patternOf(name: string): string {
  const literal = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return literal.replaceAll(/\\\$[\w.]+|%[sdifjo#]/g, '.*');
}

function isCaseOf({ file, name }: NamedTest, outcome: Outcome): boolean {
  return outcome.file === file && new RegExp(`^${patternOf(name)}$`, 's').test(outcome.title);
}
