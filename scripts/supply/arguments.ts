import { parseArguments, wrongUsage } from '../../src/command-line.js';

export const HELP = `npm run supply [-- --check | --write | --audit]

Looks at the packages of other authors: whether each may be passed on, runs a program when it is installed, how large
they are, and what the registry knows against them.

  --check  only what needs no network: without the audit, and without the table of sizes
  --write  writes docs/licences.md, and does no more
  --audit  only the audit, and fails when the registry can't tell; without it that is said, and no failure
  --help   prints this

The exit code is 0 when all is well, 1 when something is not, and 2 when it could not be looked at.
`;

export interface Arguments {
  readonly help: boolean;
  readonly check: boolean;
  readonly write: boolean;
  readonly audit: boolean;
}

/** @throws Error with a sentence for arguments that it does not know */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArguments(COMMAND, {
    args,
    options: {
      help: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      audit: { type: 'boolean', default: false },
    },
  });
  const chosen = [values.check, values.write, values.audit].filter(Boolean);
  if (chosen.length > 1) throw wrongUsage(COMMAND, 'Take one of --check, --write and --audit');
  return values;
}

const COMMAND = 'npm run supply';
