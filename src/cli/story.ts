import type { Command } from 'commander';
import { createCommand, work } from '../command-line.js';
import { readUrl } from './read-url.js';

const HELP = `
Without --url it starts a server of its own, with data in a temporary directory that is removed afterwards, or on
REDIS_URL, where its ticket and orders stay. With --url it only speaks HTTP to that server, where they stay too.

With --url, by environment:
  AUTH_SECRET              the key of a server in production mode, to make the tokens of a seller and a buyer with
                           (and AUTH_ISSUER, AUTH_AUDIENCE as the server has them). Without it the server is asked for
                           them, which one in development mode gives
  PAYMENT_WEBHOOK_SECRET   the secret of such a server, to pay with

The exit code is 0 when all was as it must be, 1 at the first difference, and 2 when the story could not be played.

Examples:
  holdfast story
  holdfast story --url http://127.0.0.1:3000`;

export function createStoryCommand(): Command {
  return createCommand(
    'story',
    'Plays the story of a ticket (listed, ordered, cancelled, repriced, sold), and prints what both modules and the ' +
      'streams between them show at each step.',
  )
    .summary('Plays the story of a ticket and checks each step.')
    .option('--url <url>', 'plays it against a server that runs', readUrl)
    .option('--json', 'prints one JSON document at the end instead of a table', false)
    .addHelpText('after', HELP)
    .action(
      work(async (signal, options: { readonly url?: string; readonly json: boolean }) => {
        const { runStory } = await import('../story/index.js');
        return await runStory({ url: options.url, json: options.json, env: process.env, signal });
      }),
    );
}
