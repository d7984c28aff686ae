import { join } from 'node:path';
import type { NamedTest } from '../../test/faults/table.js';
import { runVitest } from '../vitest/run-vitest.js';
import { patternOf, type Run } from './tally.js';

const ROOT = join(import.meta.dirname, '..', '..');
const DIRECTORY = 'test/faults/';

/** Runs the directory of the fault tests, and then what the table names elsewhere. An abort ends it with an error. */
export async function runTests(tests: readonly NamedTest[], signal: AbortSignal): Promise<Run> {
  const startedAt = performance.now();
  const elsewhere = tests.filter(({ file }) => !file.startsWith(DIRECTORY));
  const files = [...new Set(elsewhere.map(({ file }) => file))];
  const pattern = elsewhere.map(({ name }) => `${patternOf(name)}$`).join('|');
  const here = await runVitest(ROOT, [DIRECTORY], signal);
  const there = await runVitest(ROOT, [...files, '--testNamePattern', pattern], signal);
  return {
    outcomes: [...here.outcomes, ...there.outcomes],
    isSound: here.isSound && there.isSound,
    elapsedMs: performance.now() - startedAt,
  };
}
