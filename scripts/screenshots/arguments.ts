import { parseArguments, wrongUsage } from '../../src/command-line.js';

export const HELP = `npm run screenshots [-- --to DIRECTORY]

Takes the pictures that README.md opens with: the shop and the trace of a ticket, light and dark. It starts a server and
a Redis of its own with data that are removed afterwards, plays a market there, and opens the page in Chromium. Only the
times in the pictures differ from run to run.

  --to DIRECTORY   where they are written; docs/images by default
  --help           prints this

It takes half a minute, and gives up after five. The exit code is 0 when all pictures are written, else 1.
`;

export interface Arguments {
  readonly help: boolean;
  /** A directory, which need not exist. */
  readonly to: string;
}

/** @throws Error with a sentence for arguments that it does not know */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArguments(COMMAND, {
    args,
    options: {
      help: { type: 'boolean', default: false },
      to: { type: 'string', default: 'docs/images' },
    },
  });
  if (values.to === '') throw wrongUsage(COMMAND, '--to needs a directory');
  return values;
}

const COMMAND = 'npm run screenshots';
