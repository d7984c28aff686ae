import type { Command } from 'commander';
import { createCommand, wholeNumber } from '../../src/command-line.js';

export interface Options {
  readonly runs: number;
}

const HELP = `
It prints a line for each run, and at the end a tally: in how many runs each row has passed.

Ctrl-C ends it after the tally of the runs that are complete. The exit code is 0 when everything passed in all N runs,
else 1.`;

export function createFaultsCommand(): Command {
  return createCommand(
    'npm run test:faults --',
    'Runs the tests of the fault table (test/faults/table.ts), and all others of test/faults/, N times one after the other.',
  )
    .option('--runs <N>', 'how often', wholeNumber(1, 9999), 1)
    .addHelpText('after', HELP);
}
