import type { Command } from 'commander';
import { createCommand, work } from '../command-line.js';
import { readUrl } from './read-url.js';

const HELP = `
They are the calls under /api/admin/dead-letters of a server that runs. By environment:
  PORT             the port of that server, without --url
  HOLDFAST_TOKEN   a token with the scope admin
  AUTH_SECRET      without HOLDFAST_TOKEN: the key of the server, to make one with that is good for a minute
                   (and AUTH_ISSUER, AUTH_AUDIENCE as the server has them)
Without either the server is asked for a token, which one in development mode gives.
The token is sent to --url: over http:// only in a network of your own.

The exit code is 0 when it is done, 1 when the answer is no (there is no such dead letter, or it still can't be
applied), and 2 when the server could not be asked, or does not let this token in.

Examples:
  holdfast dead-letters list --url https://tickets.example
  holdfast dead-letters show orders-0-1732300000000-0
  holdfast dead-letters replay orders-0-1732300000000-0`;

interface Options {
  readonly url?: string;
  readonly json: boolean;
}

export function createDeadLettersCommand(): Command {
  return createCommand(
    'dead-letters',
    'Shows, replays and discards the entries that a consumer group could not handle.',
  )
    .summary('Shows, replays and discards dead letters.')
    .addCommand(createListCommand())
    .addCommand(
      createPart('show', 'Shows all that is known of a dead letter, with its data.', 'showDeadLetter'),
    )
    .addCommand(
      createPart(
        'replay',
        'Gives the entry to the group that failed once more, after what it failed of was mended.',
        'replayDeadLetter',
      ),
    )
    .addCommand(
      createPart(
        'discard',
        'Removes a dead letter for good, without asking. Entries about the same subject that come after it go on waiting.',
        'discardDeadLetter',
      ),
    )
    .addHelpText('after', HELP);
}

function createListCommand(): Command {
  return withOptions(createCommand('list', 'Lists all dead letters, newest first.')).action(
    work(async (signal, options: Options) => {
      const { listDeadLetters } = await import('../dead-letters/index.js');
      return await listDeadLetters({ ...options, env: process.env, signal });
    }),
  );
}

/** @param does what it does with the dead letter that it is given the id of */
function createPart(
  name: string,
  description: string,
  does: 'showDeadLetter' | 'replayDeadLetter' | 'discardDeadLetter',
): Command {
  return withOptions(createCommand(name, description))
    .argument('<id>', 'as list shows it')
    .action(
      work(async (signal, id: string, options: Options) => {
        const deadLetters = await import('../dead-letters/index.js');
        return await deadLetters[does]({ ...options, env: process.env, signal }, id);
      }),
    );
}

function withOptions(command: Command): Command {
  return command
    .option('--url <url>', 'where the server is (default: http://127.0.0.1, at PORT or 3000)', readUrl)
    .option('--json', 'prints one JSON document instead of text', false)
    .addHelpText('after', HELP);
}
