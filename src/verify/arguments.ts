import { parseArguments } from '../command-line.js';

export interface Arguments {
  readonly help: boolean;
  readonly json: boolean;
}

export const HELP = `npm run verify [-- --json]

Checks all that a Holdfast has stored: every version has its entry, every copy is as its original, every ticket is held
by its one live order, every record is in its indexes. It only reads. The system may run meanwhile, or be stopped.

  --json   prints one JSON document instead of tables
  --help   prints this

By environment:
  REDIS_URL   the Redis of the servers; a user with +@read +@transaction is enough
  DATA_DIR    without REDIS_URL: where the servers keep their own Redis (./data). If it does not run, it is started for
              as long as it takes, and no server can start there meanwhile. If its append-only file is cut at its
              end, that is a violation, and a copy of the rest, in TMPDIR, is looked at

The exit code is 0 when all is well, 1 when something is not (each violation is named with its keys), and 2 when it
could not look.
`;

/** @throws Error with a sentence for arguments that it does not know */
export function readArguments(args: readonly string[]): Arguments {
  return parseArguments('npm run verify', {
    args,
    options: { help: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  }).values;
}
