import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request as it goes over the wire: `fetch` would refuse or mend much of what a stranger may send. */
export interface RawRequest {
  readonly method: string;
  /** From the first line; no more than `node:http` takes, which is what its parser takes. */
  readonly target: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: Buffer;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else the text; `undefined` where there is none, or no end. */
  readonly body: unknown;
  /** Since it had a connection. */
  readonly elapsedMs: number;
}

/** More would only wait for one another: the server and its callers share a process. */
const MAX_CONNECTIONS = 24;

/** Connections that are kept, closed by `close`. */
export function createSender(url: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
  const { hostname, port } = new URL(url);

  function send({ method, target, headers, body }: RawRequest): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      let startedAt = 0;
      // Not by itself for methods whose bodies mean nothing: the server would take the body for the next request.
      const length = body && { 'content-length': body.length };
      const options = { hostname, port, agent, method, path: target, headers: { ...headers, ...length } };
      const outgoing = request(options, (incoming) => {
        read(incoming).then(
          (answer) => resolve({ ...answer, elapsedMs: performance.now() - startedAt }),
          reject,
        );
      });
      outgoing.once('socket', () => {
        startedAt = performance.now();
      });
      outgoing.once('error', reject).end(body);
    });
  }

  return { send, close: () => agent.destroy() };
}

async function read(incoming: IncomingMessage): Promise<Omit<RawAnswer, 'elapsedMs'>> {
  const { statusCode: status = 0 } = incoming;
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
  const mediaType = headers.get('content-type') ?? '';
  if (mediaType.startsWith('text/event-stream')) {
    incoming.destroy();
    return { status, headers, body: undefined };
  }
  const body = await text(incoming);
  const isJson = /^application\/(problem\+)?json/.test(mediaType);
  return { status, headers, body: body === '' ? undefined : isJson ? JSON.parse(body) : body };
}
