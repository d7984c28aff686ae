import { runAsProcess, work } from '../../src/command-line.js';
import { FAULT_TABLE } from '../../test/faults/table.js';
import { createFaultsCommand, type Options } from './arguments.js';
import { runTests } from './run-tests.js';
import { hasPassed, printTally, printTime, type Run } from './tally.js';

/** `npm run test:faults` as a process. */
async function main(signal: AbortSignal, { runs: planned }: Options): Promise<number> {
  const tests = Object.values(FAULT_TABLE).flat();
  const runs: Run[] = [];
  process.stdout.write(`${Object.keys(FAULT_TABLE).length} rows, ${planned} runs\n`);
  while (runs.length < planned && !signal.aborted) {
    const run = await runTests(tests, signal).catch((error: unknown) => {
      if (signal.aborted) return undefined;
      throw error;
    });
    if (!run) break;
    runs.push(run);
    process.stdout.write(`${lineOf(run, runs.length, planned)}\n`);
  }
  process.stdout.write(`\n${printTally(FAULT_TABLE, runs, { planned })}\n`);
  return runs.length === planned && runs.every((run) => hasPassed(FAULT_TABLE, run)) ? 0 : 1;
}

function lineOf(run: Run, number: number, planned: number): string {
  const failed = run.outcomes.filter(({ passed }) => !passed);
  const verdict = hasPassed(FAULT_TABLE, run) ? 'passed' : `FAILED (${failed.length})`;
  const total = `${run.outcomes.length} tests, ${printTime(run.elapsedMs)}`;
  const details = failed.map(({ file, title, reason }) => `  ${file}: ${title}\n    ${reason}`);
  return [`run ${number} of ${planned}: ${verdict}, ${total}`, ...details].join('\n');
}

await runAsProcess(createFaultsCommand().action(work(main)), { errorCode: 1 });
