import type { Command } from 'commander';
import { createCommand, wholeNumber } from '../../src/command-line.js';

export interface SoakOptions {
  readonly seed: number;
  /** When no further round is begun, whichever comes first. */
  readonly minutes?: number;
  readonly rounds?: number;
}

const HELP = `
Round after round: two servers on one Redis, sellers and buyers who list, edit, order, cancel and pay, and faults of the
network and of the processes meanwhile. Each round ends with a check: every acknowledged write is stored, no refused one
is, an unknown one at most once, all answers about a ticket are linearizable, and holdfast verify finds nothing.

A seed gives the same schedule of faults and the same choices of the clients again. When exactly they meet is the
machine's doing, so a breach may take several runs to come back: --seed N --rounds 1 runs one seed.

A breach is told with its seed, the history of its ticket and the directory where the data and the servers' logs are
kept. The exit code is 0 when there was none, 1 when there was one, and 2 when a round could not run.`;

const MOST = 999_999_999;

export function createSoakCommand(): Command {
  return createCommand(
    'npm run soak --',
    'Lets clients work on two servers while the network and the processes fail at random, and checks that every answer ' +
      'holds.',
  )
    .option(
      '--minutes <M>',
      'how long (10, or as long as the rounds take); the round that runs then is finished',
      wholeNumber(1, MOST),
    )
    .option('--rounds <R>', 'how many rounds at most', wholeNumber(1, MOST))
    .option(
      '--seed <N>',
      'the seed of the first round; the next ones have N + 1, N + 2 and so on',
      wholeNumber(0, MOST),
      1,
    )
    .addHelpText('after', HELP);
}

/** A number of rounds is not cut short by a time that nobody has named. */
export function limitsOf({ minutes, rounds }: Omit<SoakOptions, 'seed'>) {
  const unlimited = Number.POSITIVE_INFINITY;
  return { minutes: minutes ?? (rounds === undefined ? 10 : unlimited), rounds: rounds ?? unlimited };
}
