import { type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from '../log.js';
import { bareProblem } from './bare-problem.js';
import type { ProblemSlug } from './problems.js';

/**
 * Answers with a problem what Node would answer by itself with an empty body: requests that are no HTTP, that are too
 * long or too slow, and those that expect what nobody can do.
 */
export function answerBrokenRequests({ server, log }: { server: Server; log: Logger }): void {
  const exchanges = followExchanges(server);

  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (socket.writableEnded) return;
    const slug = slugs[error.code ?? ''] ?? 'bad-request';
    const place = placeForAnswer(socket, exchanges.get(socket));
    if (place === 'none') return void socket.destroy();
    // Its answer will be the last one on this connection.
    if (place !== 'here') return void place.setHeader('Connection', 'close');
    const requestId = answer(socket, slug);
    log.info({ requestId, slug, code: error.code }, 'a request could not be read');
  });

  server.on('checkExpectation', (request, response) => {
    const { requestId, status, headers, body } = bareProblem('expectation-failed', request.url);
    response.writeHead(status, { ...headers, Connection: 'close' }).end(body);
    log.info({ requestId, slug: 'expectation-failed' }, 'a request could not be served');
  });
}

const slugs: Record<string, ProblemSlug> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
  HPE_HEADER_OVERFLOW: 'headers-too-large',
};

/** How many requests of a connection wait for their answer, and the answer to the last one that came. */
type Exchanges = { open: number; last: ServerResponse };

function followExchanges(server: Server): WeakMap<Duplex, Exchanges> {
  const exchanges = new WeakMap<Duplex, Exchanges>();
  // Before the application's own listener, which may answer at once.
  server.prependListener('request', (request, response) => {
    const found = exchanges.get(request.socket) ?? { open: 0, last: response };
    found.open += 1;
    found.last = response;
    response.once('close', () => {
      found.open -= 1;
    });
    exchanges.set(request.socket, found);
  });
  return exchanges;
}

/**
 * Where an error of a connection can be told. A client takes the next answer for that to the oldest request that has
 * none, so one to a broken request must not come before the others', nor after one to the same request.
 */
function placeForAnswer(socket: Duplex, exchanges: Exchanges | undefined): 'here' | 'none' | ServerResponse {
  if (!socket.writable || isUnused(socket)) return 'none';
  if (exchanges === undefined) return 'here';
  const { open, last } = exchanges;
  if (last.req.complete && open === 0) return 'here';
  if (last.headersSent) return 'none';
  if (last.req.complete) return last;
  return open === 1 ? 'here' : 'none';
}

// Browsers open connections ahead; who has asked nothing expects no answer.
function isUnused(socket: Duplex): boolean {
  return socket instanceof Socket && socket.bytesRead === 0;
}

/** How long a client may go on sending that has not heard the answer yet. */
const lingerMs = 1000;

function answer(socket: Duplex, slug: ProblemSlug): string {
  const { requestId, status, headers, body } = bareProblem(slug);
  const lines = Object.entries({ ...headers, Date: new Date().toUTCString(), Connection: 'close' });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...lines.map(([name, value]) => `${name}: ${value}`),
  ];
  const message = `${head.join('\r\n')}\r\n\r\n${body}`;
  if (slug === 'request-timeout') {
    // Nothing more may be read: a rest that came now would be carried out although it was refused.
    socket.write(message);
    socket.destroy();
  } else {
    // RFC 9112 section 9.6: closed while the client still sends, the connection might be reset before the answer is
    // read. The parser has given up, so what comes is thrown away.
    socket.end(message);
    const timer = setTimeout(() => socket.destroy(), lingerMs);
    socket.once('close', () => clearTimeout(timer));
  }
  return requestId;
}
