import { parseArguments, wrongUsage } from '../../src/command-line.js';

export interface Arguments {
  readonly help: boolean;
  readonly runs: number;
}

export const HELP = `npm run test:faults [-- --runs N]

Runs the tests of the fault table (test/faults/table.ts), and all others of test/faults/, N times one after the other.
It prints a line for each run, and at the end a tally: in how many runs each row has passed.

  --runs N   how often; 1 by default
  --help     prints this

Ctrl-C ends it after the tally of the runs that are complete. The exit code is 0 when everything passed in all N runs,
else 1.
`;

/** @throws Error with a sentence for arguments that it does not know */
export function readArguments(args: readonly string[]): Arguments {
  const { help, runs } = parseArguments(COMMAND, {
    args,
    options: { help: { type: 'boolean', default: false }, runs: { type: 'string', default: '1' } },
  }).values;
  if (!/^[1-9]\d{0,3}$/.test(runs))
    throw wrongUsage(COMMAND, `--runs is ${JSON.stringify(runs)}: use 1 to 9999`);
  return { help, runs: Number(runs) };
}

const COMMAND = 'npm run test:faults';
