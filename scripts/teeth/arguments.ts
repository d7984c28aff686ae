import { parseArguments, wrongUsage } from '../../src/command-line.js';

export const HELP = `npm run test:teeth [-- --only TEXT] [--write] [--json]

Breaks one guard after the other in a copy of the sources, and runs the tests that must notice. A guard that nobody
misses is no guard, or its tests are no tests.

  --only TEXT  only guards with this in their name or file
  --write      puts the table into docs/reliability.md
  --json       prints one JSON document instead of the table
  --help       prints this

The exit code is 0 when every broken guard was noticed, 1 when one was not, and 2 when it could not be tried.
`;

export interface Arguments {
  readonly help: boolean;
  readonly json: boolean;
  readonly write: boolean;
  readonly only: string;
}

/** @throws Error with a sentence for arguments that it does not know */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArguments(COMMAND, {
    args,
    options: {
      help: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
    },
  });
  if (values.write && values.only) throw wrongUsage(COMMAND, '--write needs all guards: leave --only out');
  return values;
}

const COMMAND = 'npm run test:teeth';
