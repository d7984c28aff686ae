import type { Command } from 'commander';
import { createCommand, work } from '../command-line.js';

const HELP = `
It is configured by environment: docs/operating.md has the table. The variables that count most:
  PORT, HOST    where it listens: 3000 on 127.0.0.1, in production mode on 0.0.0.0
  REDIS_URL     the Redis to use; without it, it runs one of its own
  DATA_DIR      where that Redis keeps its data (./data)
  AUTH_SECRET   the key that tokens are checked with, or AUTH_JWKS_URL; with one of them it is in production mode

SIGTERM, SIGINT and SIGHUP stop it: it finishes what it has in hand, within 10 s.
The exit code is 0 when it was stopped, and 2 when it could not start or could not end everything.

Examples:
  holdfast serve
  PORT=8080 DATA_DIR=/var/lib/holdfast AUTH_SECRET="$(cat key)" holdfast serve`;

export function createServeCommand(): Command {
  return createCommand('serve', 'Runs a server until it is told to stop.')
    .addHelpText('after', HELP)
    .action(
      work(async (signal) => {
        const { serve } = await import('../serve.js');
        return await serve(process.env, signal);
      }),
    );
}
