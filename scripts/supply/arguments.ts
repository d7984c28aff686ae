import { type Command, Option } from 'commander';
import { createCommand } from '../../src/command-line.js';

export interface Options {
  readonly check: boolean;
  readonly write: boolean;
  readonly audit: boolean;
}

const HELP = `
The exit code is 0 when all is well, 1 when something is not, and 2 when it could not be looked at.`;

export function createSupplyCommand(): Command {
  return createCommand(
    'npm run supply --',
    'Looks at the packages of other authors: whether each may be passed on, runs a program when it is installed, how ' +
      'large they are, and what the registry knows against them.',
  )
    .addOption(
      new Option('--check', 'only what needs no network: without the audit, and without the table of sizes')
        .conflicts(['write', 'audit'])
        .default(false),
    )
    .addOption(
      new Option('--write', 'writes docs/licences.md, and does no more')
        .conflicts(['check', 'audit'])
        .default(false),
    )
    .addOption(
      new Option(
        '--audit',
        "only the audit, and fails when the registry can't tell; without it that is said, and no failure",
      )
        .conflicts(['check', 'write'])
        .default(false),
    )
    .addHelpText('after', HELP);
}
