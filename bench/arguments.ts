import { parseArguments, wrongUsage } from '../src/command-line.js';

export interface Arguments {
  readonly help: boolean;
  /** What the id or the title of a row has to hold, in lower case; empty for all. */
  readonly only: string;
  /** `undefined`: as many as the size has. */
  readonly rounds: number | undefined;
  readonly short: boolean;
  readonly json: boolean;
}

export const HELP = `npm run bench [-- --only TEXT] [--rounds N] [--short] [--json]

Measures Holdfast against peers and against the limit, all in one go: each row runs its contestants in turn, round by
round, so that a machine that slows down slows down all of them. It starts every redis-server, server and client that it
needs, on this machine only, and ends them.

  --only TEXT   only the rows with TEXT in their name
  --rounds N    how many rounds, 1 to 99; 5 by default, 1 with --short
  --short       less of everything, as a smoke test: fails only where a ratio is less than half of what
                bench/results/baseline.json has, or else of its target, and stays so in three more rounds;
                growth and orders are left out unless they are named
  --json        prints one JSON document instead of the table
  --help        prints this

A full run of all rows writes bench/results/<date>.json, latest.md and latest.svg. What a machine measures depends on
what else runs there: the ratios are what counts.

The exit code is 0 when everything ran (with --short: and nothing is halved), 1 when a row failed, 2 for wrong arguments.
`;

const COMMAND = 'npm run bench';

/** @throws Error with a sentence for arguments that it does not know */
export function readArguments(args: readonly string[]): Arguments {
  const { rounds, only, ...rest } = parseArguments(COMMAND, {
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      rounds: { type: 'string' },
      short: { type: 'boolean', default: false },
    },
  }).values;
  if (rounds !== undefined && !/^[1-9]\d?$/.test(rounds))
    throw wrongUsage(COMMAND, `--rounds is ${JSON.stringify(rounds)}: use 1 to 99`);
  return { ...rest, only: only.toLowerCase(), rounds: rounds === undefined ? undefined : Number(rounds) };
}
