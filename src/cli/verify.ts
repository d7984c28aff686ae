import type { Command } from 'commander';
import { createCommand, work } from '../command-line.js';

const HELP = `
It only reads. The system may run meanwhile, or be stopped. Each violation is named with its keys.

By environment:
  REDIS_URL   the Redis of the servers; a user with +@read +@transaction is enough
  DATA_DIR    without REDIS_URL: where the servers keep their own Redis (./data). If it does not run, it is started for
              as long as it takes, and no server can start there meanwhile. If its append-only file is cut at its
              end, that is a violation, and a copy of the rest, in TMPDIR, is looked at

The exit code is 0 when all is well, 1 when something is not, and 2 when it could not look.

Examples:
  holdfast verify
  REDIS_URL=redis://10.0.0.5:6379 holdfast verify --json`;

export function createVerifyCommand(): Command {
  return createCommand(
    'verify',
    'Checks all that a Holdfast has stored: every version has its entry, every copy is as its original, every ticket is ' +
      'held by its one live order, every record is in its indexes.',
  )
    .summary('Checks all that is stored.')
    .option('--json', 'prints one JSON document instead of tables', false)
    .addHelpText('after', HELP)
    .action(
      work(async (signal, { json }: { readonly json: boolean }) => {
        const { runVerify } = await import('../verify/run.js');
        return await runVerify({ env: process.env, json, signal });
      }),
    );
}
