import { createCommand, wholeNumber } from '../src/command-line.js';

export interface Options {
  /** What the id or the title of a row has to hold, in lower case; empty for all. */
  readonly only: string;
  /** Without it, as many as the size has. */
  readonly rounds?: number;
  readonly short: boolean;
  readonly json: boolean;
}

const HELP = `
It starts every redis-server, server and client that it needs, on this machine only, and ends them. --short fails only
where a ratio is less than half of what bench/results/baseline.json has, or else of its target, and stays so in three
more rounds; growth and orders are left out unless they are named.

A full run of all rows writes bench/results/<date>.json, latest.md and latest.svg. What a machine measures depends on
what else runs there: the ratios are what counts.

The exit code is 0 when everything ran (with --short: and nothing is halved), 1 when a row failed, 2 for wrong arguments.`;

export function createBenchCommand() {
  return createCommand(
    'npm run bench --',
    'Measures Holdfast against peers and against the limit, all in one go: each row runs its contestants in turn, round ' +
      'by round, so that a machine that slows down slows down all of them.',
  )
    .option('--only <text>', 'only the rows with this in their name', (text) => text.toLowerCase(), '')
    .option('--rounds <N>', 'how many rounds; 5 by default, 1 with --short', wholeNumber(1, 99))
    .option('--short', 'less of everything, as a smoke test', false)
    .option('--json', 'prints one JSON document instead of the table', false)
    .addHelpText('after', HELP);
}
