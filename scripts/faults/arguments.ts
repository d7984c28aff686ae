import { parseArgs } from 'node:util';

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
  const { help, runs } = parse(args);
  if (!/^[1-9]\d{0,3}$/.test(runs)) throw new Error(`--runs is ${JSON.stringify(runs)}: use 1 to 9999.`);
  return { help, runs: Number(runs) };
}

function parse(args: readonly string[]) {
  try {
    const options = {
      help: { type: 'boolean', default: false },
      runs: { type: 'string', default: '1' },
    } as const;
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new Error(`${reason}. npm run test:faults -- --help says what it takes.`, { cause: error });
  }
}
