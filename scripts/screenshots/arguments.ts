import { type Command, InvalidArgumentError } from 'commander';
import { createCommand } from '../../src/command-line.js';

export interface Options {
  /** A directory, which need not exist. */
  readonly to: string;
}

const HELP = `
It starts a server and a Redis of its own with data that are removed afterwards, plays a market there, and opens the page
in Chromium. Only the times in the pictures differ from run to run.

It takes half a minute, and gives up after five. The exit code is 0 when all pictures are written, else 1.`;

export function createScreenshotsCommand(): Command {
  return createCommand(
    'npm run screenshots --',
    'Takes the pictures that README.md opens with: the shop and the trace of a ticket, light and dark.',
  )
    .option('--to <directory>', 'where they are written', readDirectory, 'docs/images')
    .addHelpText('after', HELP);
}

function readDirectory(text: string): string {
  if (text === '') throw new InvalidArgumentError('Name a directory.');
  return text;
}
