import { type Command, Option } from 'commander';
import { createCommand } from '../../src/command-line.js';

export interface Options {
  readonly json: boolean;
  readonly write: boolean;
  readonly only: string;
}

const HELP = `
The exit code is 0 when every broken guard was noticed, 1 when one was not, and 2 when it could not be tried.`;

export function createTeethCommand(): Command {
  return createCommand(
    'npm run test:teeth --',
    'Breaks one guard after the other in a copy of the sources, and runs the tests that must notice. A guard that nobody ' +
      'misses is no guard, or its tests are no tests.',
  )
    .option('--only <text>', 'only guards with this in their name or file', '')
    .addOption(
      new Option('--write', 'puts the table into docs/reliability.md').conflicts('only').default(false),
    )
    .option('--json', 'prints one JSON document instead of the table', false)
    .addHelpText('after', HELP);
}
