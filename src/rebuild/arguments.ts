import { parseArguments, wrongUsage } from '../command-line.js';

export interface Arguments {
  readonly help: boolean;
  readonly json: boolean;
}

/** The modules that have replicas. */
const MODULES = ['orders'] as const;

export const HELP = `npm run rebuild -- orders [--json]

Makes the orders module's replicas of all tickets anew: the tickets module announces the state of each, and the orders
module applies it. A replica that is missing comes back with what the module's own orders say of it, one that is wrong is
put right, and one that is right stays as it is. The servers may run meanwhile, or be stopped.

  --json   prints one JSON document instead of sentences
  --help   prints this

By environment:
  REDIS_URL   the Redis of the servers
  DATA_DIR    without REDIS_URL: where the servers keep their own Redis (./data). If it does not run, it is started for
              as long as it takes, and no server can start there meanwhile

The exit code is 0 when every ticket has its replica, 1 when one could not be made (each is named), and 2 when the
command could not do its work. It may be ended at any time and be run again, and it may run more than once at a time.
`;

/** @throws Error with a sentence for arguments that it does not know */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parseArguments(COMMAND, {
    args,
    options: { help: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  if (values.help) return values;
  const [module, ...rest] = positionals;
  if (module === undefined || !isModule(module) || rest.length > 0)
    throw wrongUsage(COMMAND, 'Say of which module: npm run rebuild -- orders');
  return values;
}

const COMMAND = 'npm run rebuild';

function isModule(name: string): boolean {
  return MODULES.some((module) => module === name);
}
