import type { Command } from 'commander';
import { createCommand } from '../command-line.js';
import { readVersion } from '../version.js';
import { createDeadLettersCommand } from './dead-letters.js';
import { createRebuildCommand } from './rebuild.js';
import { createServeCommand } from './serve.js';
import { createStoryCommand } from './story.js';
import { createTokenCommand } from './token.js';
import { createVerifyCommand } from './verify.js';

const HELP = `
Every command says with --help what it takes, which environment counts, and what its exit codes mean: 0 is fine, 1 is
that the answer is no, and 2 is wrong usage, or that the command could not do its work.`;

/** The command line of the product. What a command does is loaded when it is called, so that the help is quick. */
export function createProgram(): Command {
  return createCommand(
    'holdfast',
    'A ticket marketplace whose two copies of every ticket cannot drift apart.',
  )
    .version(readVersion(), '--version', 'prints the version')
    .addCommand(createServeCommand())
    .addCommand(createStoryCommand())
    .addCommand(createVerifyCommand())
    .addCommand(createRebuildCommand())
    .addCommand(createTokenCommand())
    .addCommand(createDeadLettersCommand())
    .addHelpText('after', HELP);
}
