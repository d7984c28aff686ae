import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { jsonBody, serveApp } from '../../src/http/index.js';
import { createLog } from '../../src/log.js';
import type { Answer } from '../support/holdfast.js';
import { problemIn } from '../support/problem.js';
import { answerIn, rawConnection, untilClosed } from '../support/raw-http.js';
import { waitFor } from '../support/wait-for.js';
import { appWith, echoRouter } from './fixtures.js';

/** Far below those of production, so that no test waits for seconds. */
const hasty = { headersTimeout: 300, requestTimeout: 600, connectionsCheckingInterval: 50 };

describe('a request that is no HTTP', () => {
  test.each([
    ['a first line of another kind', 'HELLO\r\n\r\n'],
    ['a method that nobody knows', 'FETCH / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['no protocol', 'GET /\r\n\r\n'],
    ['a header without a colon', 'GET / HTTP/1.1\r\nHost: a\r\nbroken\r\n\r\n'],
    ['a header with a space in its name', 'GET / HTTP/1.1\r\nHost : a\r\n\r\n'],
    ['a length that is no number', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n'],
    [
      'two ways to say its length',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n',
    ],
    ['bytes of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['no Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['two first lines', 'GET / HTTP/1.1\r\nGET / HTTP/1.1\r\n\r\n'],
  ])('%s: 400', async (_, request) => {
    const { url } = await serve();
    expectProblem(await exchange(url, request), '400 bad-request');
  });

  test('a chunk whose length is no number, while its handler waits for the body: 400', async () => {
    const { url, handled } = await serve();
    expectProblem(await exchange(url, `${chunkedPost}5\r\n{"tit\r\nzz\r\n`), '400 bad-request');
    expect(handled).toEqual([]);
  });

  test('the client ends the connection in the middle of the headers: 400', async () => {
    const { url } = await serve();
    const socket = await rawConnection(url);
    socket.end('GET / HTTP/1.1\r\nHo');
    expectProblem(answerIn(await untilClosed(socket)), '400 bad-request');
  });

  test('a whole request behind it on the connection: it is not served', async () => {
    const { url, handled } = await serve();
    const socket = await rawConnection(url);
    socket.write('HELLO\r\n\r\n');
    await once(socket, 'readable');
    socket.write(post);
    expectProblem(answerIn(await untilClosed(socket)), '400 bad-request');
    expect(handled).toEqual([]);
  });

  test('behind an answered request on the connection: 400 too', async () => {
    const { url } = await serve();
    const socket = await rawConnection(url);
    socket.write('GET /api/quick HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(socket, 'readable');
    expect(String(socket.read())).toContain('HTTP/1.1 200 OK');
    socket.write('HELLO\r\n\r\n');
    expectProblem(answerIn(await untilClosed(socket)), '400 bad-request');
  });

  test('the last of two, of which the first is being served: no answer is taken for that of the first', async () => {
    const { url, slow } = await serve();
    const socket = await rawConnection(url);
    socket.write(`GET /api/slow HTTP/1.1\r\nHost: a\r\n\r\n${chunkedPost}zz\r\n`);
    await slow.entered;
    expect(await untilClosed(socket)).toBe('');
  });

  test('a client that sends all before it reads: it can do so, and finds the answer', async () => {
    const { url } = await serve();
    const socket = await rawConnection(url);
    const sent = new Promise((resolve) => {
      socket.write(`HELLO ${'x'.repeat(8 * 1024 * 1024)}`, resolve);
    });
    expect(await sent).toBeFalsy();
    expectProblem(answerIn(await untilClosed(socket)), '400 bad-request');
  });

  test('a client that goes on sending after the answer: cut off', async () => {
    const { url } = await serve();
    const socket = await rawConnection(url);
    drip(socket, 'HELLO\r\n\r\n', 'x');
    expectProblem(answerIn(await untilClosed(socket)), '400 bad-request');
    await waitFor(() => socket.closed, { what: 'the connection to be closed' });
  });

  test('behind a request that is being served: that one gets its own answer, and the last', async () => {
    const { url, slow } = await serve();
    const socket = await rawConnection(url);
    socket.write('GET /api/slow HTTP/1.1\r\nHost: a\r\n\r\nHELLO\r\n\r\n');
    await slow.entered;
    slow.leave();
    const { status, headers, body } = answerIn(await untilClosed(socket));
    expect([status, headers.get('connection'), body]).toEqual([200, 'close', 'slow']);
  });

  test('behind an answer that has begun: the connection is cut, and nothing is put into that answer', async () => {
    const { url } = await serve();
    const socket = await rawConnection(url);
    socket.write('GET /api/endless HTTP/1.1\r\nHost: a\r\n\r\n');
    await waitFor(() => socket.bytesRead > 0, { what: 'the answer to begin' });
    socket.write('HELLO\r\n\r\n');
    expect(await untilClosed(socket)).not.toContain('400');
  });
});

describe('headers that are too large', () => {
  test.each([
    ['one of 17 KiB', `X-Large: ${'x'.repeat(17 * 1024)}\r\n`],
    ['many of 17 KiB together', `X-Many: ${'x'.repeat(93)}\r\n`.repeat(170)],
    ['1 MiB, of which most is still on its way', `X-Large: ${'x'.repeat(1024 * 1024)}\r\n`],
  ])('%s: 431', async (_, header) => {
    const { url } = await serve();
    expectProblem(
      await exchange(url, `GET /api/quick HTTP/1.1\r\nHost: a\r\n${header}\r\n`),
      '431 headers-too-large',
    );
  });

  test('a path of 17 KiB: 431', async () => {
    const { url } = await serve();
    const request = `GET /${'x'.repeat(17 * 1024)} HTTP/1.1\r\nHost: a\r\n\r\n`;
    expectProblem(await exchange(url, request), '431 headers-too-large');
  });

  test('15 KiB: served', async () => {
    const { url } = await serve();
    const response = await fetch(`${url}/api/quick`, { headers: { 'X-Large': 'x'.repeat(15 * 1024) } });
    expect(response.status).toBe(200);
  });
});

describe('a request that comes drop by drop', () => {
  test('its headers: 408 in time, and others are served meanwhile', async () => {
    const { url } = await serve(hasty);
    const socket = await rawConnection(url);
    const stop = drip(socket, 'GET /api/quick HTTP/1.1\r\nHost: a\r\nX-Slow: ', 'x');

    const received = untilClosed(socket);
    expect((await fetch(`${url}/api/quick`)).status).toBe(200);

    expectProblem(answerIn(await received), '408 request-timeout');
    stop();
  });

  test('its body: 408 in time, others are served meanwhile, and its handler never sees it', async () => {
    const { url, handled } = await serve(hasty);
    const socket = await rawConnection(url);
    const stop = drip(
      socket,
      `POST /api/things HTTP/1.1\r\n${json}Content-Length: 60000\r\n\r\n{"title":"`,
      'x',
    );

    const received = untilClosed(socket);
    expect((await fetch(`${url}/api/quick`)).status).toBe(200);

    expectProblem(answerIn(await received), '408 request-timeout');
    stop();
    expect(handled).toEqual([]);
  });

  test('the rest comes after the 408: nothing is carried out', async () => {
    const { url, handled } = await serve(hasty);
    const socket = await rawConnection(url);
    const cut = post.length - 5;
    socket.write(post.slice(0, cut));
    await once(socket, 'readable');
    drip(socket, post.slice(cut), ' ');
    expectProblem(answerIn(await untilClosed(socket)), '408 request-timeout');
    await waitFor(() => socket.closed, { what: 'the connection to be closed' });
    expect(handled).toEqual([]);
  });

  test('100 of them: a request is still served at once', async () => {
    const { url } = await serve();
    const sockets = await Promise.all(Array.from({ length: 100 }, () => rawConnection(url)));
    for (const socket of sockets) socket.write('GET /api/quick HTTP/1.1\r\nHost: a\r\n');
    const startedAt = performance.now();
    expect((await fetch(`${url}/api/quick`)).status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  test('a body that is refused before it has come: that answer alone, and the connection ends', async () => {
    const { url } = await serve(hasty);
    const socket = await rawConnection(url);
    socket.write(`POST /api/things HTTP/1.1\r\n${json}Content-Length: 70000\r\n\r\n{`);
    const received = await untilClosed(socket);
    expect(received).toMatch(/^HTTP\/1\.1 413 /);
    expect(received).not.toContain('408');
  });

  test('a connection on which nothing was ever sent: closed without an answer', async () => {
    const { url } = await serve(hasty);
    expect(await untilClosed(await rawConnection(url))).toBe('');
  });

  test('one that is slow to be answered but came at once: served', async () => {
    const { url, slow } = await serve(hasty);
    const running = fetch(`${url}/api/slow`);
    await slow.entered;
    // Whatever may end a request has done so when this one, which began later, is ended.
    const later = await rawConnection(url);
    later.write(post.slice(0, -5));
    expectProblem(answerIn(await untilClosed(later)), '408 request-timeout');
    slow.leave();
    expect(await (await running).json()).toBe('slow');
  });
});

describe('an Expect header', () => {
  test.each(['200-ok', 'nothing'])('%s: 417, and its handler never sees it', async (expected) => {
    const { url, handled } = await serve();
    const request = post.replace('\r\n', `\r\nExpect: ${expected}\r\n`);
    const answer = await exchange(url, request);
    expectProblem(answer, '417 expectation-failed', '/api/things');
    expect(handled).toEqual([]);
  });

  test.each([
    ['*', '/'],
    ['http://a/b', '/'],
    ['//evil/x?y', '//evil/x'],
  ])('of a request for %s: 417', async (target, instance) => {
    const { url } = await serve();
    const answer = await exchange(url, `OPTIONS ${target} HTTP/1.1\r\nHost: a\r\nExpect: gold\r\n\r\n`);
    expectProblem(answer, '417 expectation-failed', instance);
  });

  test('100-continue: served', async () => {
    const { url, handled } = await serve();
    const socket = await rawConnection(url);
    socket.end(post.replace('\r\n', '\r\nExpect: 100-continue\r\nConnection: close\r\n'));
    const [first, ...rest] = (await untilClosed(socket)).split('\r\n\r\n');
    expect(first).toBe('HTTP/1.1 100 Continue');
    expect(rest.join()).toContain('HTTP/1.1 200 OK');
    expect(handled).toEqual(['/api/things']);
  });
});

test('what could not be read stands in the log, by the request id of its answer', async () => {
  const lines: string[] = [];
  const { url } = await serve({}, lines);
  const { headers } = await exchange(url, 'HELLO\r\n\r\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 30, requestId: headers.get('x-request-id'), slug: 'bad-request', code: 'HPE_INVALID_METHOD' },
  ]);
});

const json = 'Host: a\r\nContent-Type: application/json\r\n';
const post = `POST /api/things HTTP/1.1\r\n${json}Content-Length: 13\r\n\r\n{"title":"a"}`;
const chunkedPost = `POST /api/things HTTP/1.1\r\n${json}Transfer-Encoding: chunked\r\n\r\n`;

async function serve(limits: Partial<typeof hasty> = {}, lines: string[] = []) {
  const handled: string[] = [];
  const [entered, left] = [signal(), signal()];
  const router = echoRouter({
    middleware: [
      jsonBody,
      async (c, next) => {
        handled.push(c.req.path);
        await next();
      },
    ],
  });
  router.get('/quick', (c) => c.json('quick'));
  router.get('/slow', async (c) => {
    entered.give();
    await left.given;
    return c.json('slow');
  });
  router.get('/endless', () => {
    const begin = (controller: ReadableStreamDefaultController) =>
      controller.enqueue(new TextEncoder().encode('begin'));
    return new Response(new ReadableStream({ start: begin }));
  });
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const server = await serveApp({ app: appWith(router), host: '127.0.0.1', port: 0, log, limits });
  onTestFinished(() => server.stop({ timeoutMs: 0 }));
  return { url: server.url, handled, slow: { entered: entered.given, leave: left.give } };
}

function signal() {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

/** Sends something on a connection of its own and gives the one answer that comes. */
async function exchange(url: string, request: string): Promise<Answer> {
  const socket = await rawConnection(url);
  socket.write(request, 'latin1');
  return answerIn(await untilClosed(socket));
}

/** Begins a request and goes on with it, a little at a time, until the returned function is called. */
function drip(socket: Socket, begin: string, drop: string): () => void {
  socket.write(begin);
  const timer = setInterval(() => socket.write(drop), 20);
  onTestFinished(() => clearInterval(timer));
  return () => clearInterval(timer);
}

function expectProblem(answer: Answer, expected: string, instance = '/'): void {
  expect(problemIn(answer)).toBe(expected);
  expect(answer.body.instance).toBe(instance);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    connection: 'close',
    date: expect.stringMatching(/ GMT$/),
    'x-request-id': expect.stringMatching(/^[\da-f-]{36}$/),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': expect.stringMatching(/^max-age=\d+/),
    'cross-origin-resource-policy': 'same-origin',
  });
}
