import type { Command } from 'commander';
import { createCommand, work } from '../command-line.js';
import { readDuration } from './read-duration.js';

const HELP = `
By environment, as the servers have it:
  AUTH_SECRET     the key (needed)
  AUTH_ISSUER     who the token says that it comes from
  AUTH_AUDIENCE   who the token says that it is for

The exit code is 0 when the token is printed, and 2 when none could be made.

Examples:
  holdfast token --user ann
  export HOLDFAST_TOKEN="$(holdfast token --user eve --scope admin --expires 15m)"`;

interface TokenOptions {
  readonly user: string;
  readonly scope?: string;
  /** In seconds. */
  readonly expires: number;
  readonly json: boolean;
}

export function createTokenCommand(): Command {
  return createCommand('token', 'Makes a token for a user of a server in production mode, and prints it.')
    .summary('Makes a token for a user.')
    .requiredOption('--user <id>', 'whose token it is')
    .option('--scope <names>', 'what it allows, with spaces between; admin is for operators')
    .option('--expires <time>', 'for how long it is valid, such as 90s, 15m, 12h or 7d', readDuration, 43_200)
    .option('--json', 'prints {"token":…,"expiresAt":…}', false)
    .addHelpText('after', HELP)
    .action(
      work(async (_, { json, expires: validSeconds, ...claims }: TokenOptions) => {
        const { createMint } = await import('../client/index.js');
        const made = await createMint(process.env)({ ...claims, validSeconds });
        process.stdout.write(`${json ? JSON.stringify(made) : made.token}\n`);
        return 0;
      }),
    );
}
