import { parseArguments, wrongUsage } from '../../src/command-line.js';

export interface SoakArguments {
  readonly help: boolean;
  readonly seed: number;
  /** When no further round is begun, whichever comes first. */
  readonly minutes: number;
  readonly rounds: number;
}

export const HELP = `npm run soak -- [--minutes M] [--rounds R] [--seed N]

Round after round: two servers on one Redis, sellers and buyers who list, edit, order, cancel and pay, and faults of the
network and of the processes meanwhile. Each round ends with a check: every acknowledged write is stored, no refused one
is, an unknown one at most once, all answers about a ticket are linearizable, and npm run verify finds nothing.

  --minutes M   how long (10); the round that runs then is finished
  --rounds R    how many rounds at most
  --seed N      the seed of the first round (1); the next ones have N + 1, N + 2 and so on
  --help        prints this

A seed gives the same schedule of faults and the same choices of the clients again. When exactly they meet is the
machine's doing, so a breach may take several runs to come back: --seed N --rounds 1 runs one seed.

A breach is told with its seed, the history of its ticket and the directory where the data and the servers' logs are
kept. The exit code is 0 when there was none, 1 when there was one, and 2 when a round could not run.
`;

/** @throws Error with a sentence for arguments that it does not know */
export function readArguments(args: readonly string[]): SoakArguments {
  const { help, minutes, rounds, seed } = parseArguments(COMMAND, {
    args,
    options: {
      help: { type: 'boolean', default: false },
      minutes: { type: 'string' },
      rounds: { type: 'string' },
      seed: { type: 'string', default: '1' },
    },
  }).values;
  return {
    help,
    seed: wholeNumber('seed', seed, 0),
    minutes: minutes === undefined ? unlimitedWith(rounds) : wholeNumber('minutes', minutes, 1),
    rounds: rounds === undefined ? Number.POSITIVE_INFINITY : wholeNumber('rounds', rounds, 1),
  };
}

const COMMAND = 'npm run soak';

/** A number of rounds is not cut short by a time that nobody has named. */
function unlimitedWith(rounds: string | undefined): number {
  return rounds === undefined ? 10 : Number.POSITIVE_INFINITY;
}

function wholeNumber(name: string, text: string, min: number): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= min) return value;
  const reason = `--${name} is ${JSON.stringify(text)}: use a whole number from ${min} to 999999999`;
  throw wrongUsage(COMMAND, reason);
}
