import { Argument, type Command } from 'commander';
import { createCommand, work } from '../command-line.js';

const HELP = `
Of orders: the tickets module announces the state of each ticket, and the orders module applies it. A replica that is
missing comes back with what the module's own orders say of it, one that is wrong is put right, and one that is right
stays as it is. The servers may run meanwhile, or be stopped.

By environment:
  REDIS_URL   the Redis of the servers
  DATA_DIR    without REDIS_URL: where the servers keep their own Redis (./data). If it does not run, it is started for
              as long as it takes, and no server can start there meanwhile

The exit code is 0 when every ticket has its replica, 1 when one could not be made (each is named), and 2 when the
command could not do its work. It may be ended at any time and be run again, and it may run more than once at a time.

Examples:
  holdfast rebuild orders
  DATA_DIR=/var/lib/holdfast holdfast rebuild orders --json`;

export function createRebuildCommand(): Command {
  return createCommand('rebuild', "Makes a module's replicas of all tickets anew, from nothing if need be.")
    .summary("Makes a module's replicas of all tickets anew.")
    .addArgument(new Argument('<module>', 'whose replicas').choices(['orders']))
    .option('--json', 'prints one JSON document instead of sentences', false)
    .addHelpText('after', HELP)
    .action(
      work(async (signal, _module: string, { json }: { readonly json: boolean }) => {
        const { runRebuild } = await import('../rebuild/run.js');
        return await runRebuild({ env: process.env, json, signal });
      }),
    );
}
