import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { createEventReader, type Received } from './event-reader.js';
import { tokenFor } from './holdfast.js';
import { waitFor } from './wait-for.js';

/** Somebody who watches `GET /api/events`. */
export interface Follower {
  readonly headers: IncomingHttpHeaders;
  readonly received: Received;
  /** Resolves when the stream has ended: with `end`, or the code of the error that broke it. */
  readonly ended: Promise<string>;
  /** Destroys its socket without a word. */
  vanish(): void;
}

export interface FollowOptions {
  readonly user?: string | undefined;
  /** The last event id that it has seen. */
  readonly after?: string | undefined;
}

/**
 * Follows the events of a server over a connection of its own, until the end of the test; resolves when it is told how
 * far the server is, so that it sees whatever is written from then on.
 *
 * @throws Error when the server refuses
 */
export async function follow(
  { url }: { readonly url: string },
  { user, after }: FollowOptions = {},
): Promise<Follower> {
  const answer = await openEvents(url, {
    ...(user !== undefined && { authorization: `Bearer ${await tokenFor(user)}` }),
    ...(after !== undefined && { 'last-event-id': after }),
  });
  if (answer.statusCode !== 200) throw new Error(`refused: ${answer.statusCode} ${await text(answer)}`);
  const reader = createEventReader();
  const ended = new Promise<string>((resolve) => {
    answer.once('end', () => resolve('end'));
    answer.once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
  });
  answer.on('data', reader.write);
  // Somebody who comes back is told nothing before something has happened.
  if (after === undefined) await waitFor(() => reader.received.lastEventId !== '', { what: 'the first id' });
  return { headers: answer.headers, received: reader.received, ended, vanish: () => void answer.destroy() };
}

function openEvents(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
  const outgoing = request(`${url}/api/events`, { agent: false, headers });
  onTestFinished(() => void outgoing.destroy());
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve).on('error', reject).end();
  });
}
