import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { contractAt } from './contract-at.js';
import { tokenFor } from './holdfast.js';

/** A POST on a connection of its own, whose headers the server has read and whose body it waits for. */
export interface BegunPost {
  /** Sends the body, and resolves with the answer. */
  finish(body: object): Promise<{ status: number; connection: string | undefined; body: unknown }>;
  /** Resolves with the code of the error that ends the request, such as `ECONNRESET`. */
  readonly broken: Promise<string>;
}

/**
 * Begins a POST; resolves when the server asks for the body.
 *
 * @throws Error when the server does not accept the connection
 */
export async function beginPost(url: string, user: string): Promise<BegunPost> {
  const { origin, pathname } = new URL(url);
  const contract = await contractAt(origin);
  const authorization = `Bearer ${await tokenFor(user)}`;
  const headers = { authorization, 'content-type': 'application/json', expect: '100-continue' };
  const outgoing = request(url, { method: 'POST', agent: false, headers });
  const answered = new Promise<IncomingMessage>((resolve) => outgoing.once('response', resolve));
  const broken = new Promise<string>((resolve) => {
    outgoing.on('error', (error) => resolve('code' in error ? String(error.code) : error.message));
  });
  outgoing.flushHeaders();
  await once(outgoing, 'continue');
  return {
    async finish(body) {
      outgoing.end(JSON.stringify(body));
      const answer = await answered;
      const [status = 0, received] = [answer.statusCode, await json(answer)];
      const sent = new Headers(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
      contract.check({ method: 'POST', path: pathname, status, headers: sent, body: received });
      return { status, connection: answer.headers.connection, body: received };
    },
    broken,
  };
}
