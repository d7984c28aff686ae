import { once } from 'node:events';
import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { jsonBody, type RunningServer, serveApp } from '../../src/http/index.js';
import { createLog } from '../../src/log.js';
import { appWith, echoRouter, expectProblem } from './fixtures.js';

const log = createLog('silent');
const closing: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

describe('serveApp', () => {
  it('resolves with the address that it serves', async () => {
    const { server } = await start();

    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    expect(await (await fetch(`${server.url}/api/quick`)).json()).toBe('quick');
  });

  it('keeps an idle connection for longer than a proxy does', async () => {
    const { server } = await start();
    const { headers } = await send(server, { path: '/api/quick', agent: keepAlive() });
    expect(headers.get('Keep-Alive')).toBe('timeout=75');
  });

  it.each([
    ['0.0.0.0', 'http://localhost'],
    ['localhost', 'http://localhost'],
    ['::1', 'http://[::1]'],
  ])('on HOST %s it is reached at %s', async (host, origin) => {
    const { server } = await start({ host });

    expect(server.url).toBe(`${origin}:${server.port}`);
    expect((await fetch(`${server.url}/api/quick`)).status).toBe(200);
  });

  it('names a port that is taken, and what to do', async () => {
    const { server } = await start();

    await expect(start({ port: server.port })).rejects.toThrow(
      `PORT ${server.port} is in use; stop the other server or set PORT=${server.port + 1}`,
    );
  });

  it('names a host that this machine does not have', async () => {
    // RFC 5737: an address for documentation, so nobody has it.
    await expect(start({ host: '192.0.2.1' })).rejects.toThrow(
      'HOST 192.0.2.1 is not an address of this machine; set HOST=127.0.0.1, or HOST=0.0.0.0 for all of them',
    );
  });

  it('reads bodies with and without a Content-Length, and refuses long ones', async () => {
    const { server } = await start();
    const post = (chunks: string[], headers: OutgoingHttpHeaders = {}) =>
      send(server, { method: 'POST', path: '/api/things', headers: { ...json, ...headers }, chunks });
    const half = 'x'.repeat(40_000);

    const known = await post(['{"title":"a"}'], { 'Content-Length': 13 });
    expect([known.status, await known.json()]).toEqual([200, { title: 'a' }]);
    const chunked = await post(['{"title":', '"a"}'], { 'Content-Type': 'application/json ; charset=utf-8' });
    expect([chunked.status, await chunked.json()]).toEqual([200, { title: 'a' }]);
    const knownLong = await post([`{"title":"${half}`, `${half}"}`], { 'Content-Length': 80_012 });
    await expectProblem(knownLong, 'body-too-large');
    const chunkedLong = await post([`{"title":"${half}`, `${half}"}`]);
    await expectProblem(chunkedLong, 'body-too-large');
  });

  it('answers a request whose Host makes no URL with a problem', async () => {
    const { server } = await start();

    const response = await send(server, { path: '/api/quick', headers: { Host: 'a b' } });

    await expectProblem(response, 'bad-request');
    expect(response.headers.get('X-Request-Id')).toMatch(/^[\da-f-]{36}$/);
  });
});

describe('stop', () => {
  it('lets a running request finish, refuses new connections, and asks the client to close', async () => {
    const { server, slow } = await start();
    const agent = keepAlive();
    const running = send(server, { path: '/api/slow', agent });
    await slow.entered.opened;

    const stopped = server.stop({ timeoutMs: 60_000 });
    await expect(send(server, { path: '/api/quick' })).rejects.toThrow('ECONNREFUSED');
    slow.leave.open();

    const response = await running;
    expect([response.status, await response.json(), response.headers.get('Connection')]).toEqual([
      200,
      'slow',
      'close',
    ]);
    await stopped;
  });

  it('answers a request that comes on a connection kept alive, and asks the client to close', async () => {
    const { server, slow } = await start({ limits: { farewellMs: 60_000 } });
    const running = send(server, { path: '/api/slow', agent: keepAlive() });
    await slow.entered.opened;
    const agent = keepAlive();
    const first = await send(server, { path: '/api/quick', agent });
    expect([await first.json(), first.headers.get('Connection')]).toEqual(['quick', 'keep-alive']);

    const stopped = server.stop({ timeoutMs: 60_000 });
    slow.leave.open();
    await running;
    const last = await send(server, { path: '/api/quick', agent });

    expect([await last.json(), last.headers.get('Connection')]).toEqual(['quick', 'close']);
    await stopped;
  });

  it('answers the first request of a connection that was open, and asks the client to close', async () => {
    const { server } = await start({ limits: { farewellMs: 60_000 } });
    const socket = connect(server.port, '127.0.0.1');
    closing.push(() => socket.destroy());
    await once(socket, 'connect');
    // It has come to the server when a connection that was opened later has been answered.
    await send(server, { path: '/api/quick', headers: { Connection: 'close' } });

    const stopped = server.stop({ timeoutMs: 60_000 });
    socket.write('GET /api/quick HTTP/1.1\r\nHost: localhost\r\n\r\n');

    const answer = await text(socket);
    expect(answer).toContain('HTTP/1.1 200 OK');
    expect(answer).toMatch(/^connection: close\r$/im);
    await stopped;
  });

  it('does not wait for connections that are idle or were never used', async () => {
    const { server } = await start();
    const unused = connect(server.port, '127.0.0.1');
    closing.push(() => unused.destroy());
    await once(unused, 'connect');
    const response = await send(server, { path: '/api/quick', agent: keepAlive() });
    expect(response.headers.get('Connection')).toBe('keep-alive');

    expect(await msOf(server.stop({ timeoutMs: 60_000 }))).toBeLessThan(3000);
  });

  it('does not wait for a connection whose answer had begun before the stop', async () => {
    const { server, slow } = await start();
    const began = gate();
    const running = send(server, { path: '/api/stream', agent: keepAlive(), onHeaders: began.open });
    await began.opened;
    const idle = connect(server.port, '127.0.0.1');
    idle.write('GET /api/quick HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(idle, 'data');

    const elapsed = msOf(server.stop({ timeoutMs: 60_000 }));
    // From here on nothing more is waited for but what runs.
    await once(idle, 'end');
    slow.leave.open();

    expect(await (await running).text()).toBe('begin end');
    expect(await elapsed).toBeLessThan(3000);
  });

  it('answers a request that was on its way, and asks the client to close', async () => {
    const { server, slow } = await start();
    const holding = send(server, { path: '/api/slow' });
    await slow.entered.opened;
    const socket = connect(server.port, '127.0.0.1');
    closing.push(() => socket.destroy());
    socket.write('GET /api/quick HTTP/1.1\r\nHost: localhost\r\n');
    // The part has arrived when requests that were sent later have been answered.
    for (let n = 0; n < 3; n += 1) await send(server, { path: '/api/quick' });

    const stopped = server.stop({ timeoutMs: 60_000 });
    socket.write('\r\n');

    const answer = await text(socket);
    expect(answer).toContain('HTTP/1.1 200 OK');
    expect(answer).toMatch(/^connection: close\r$/im);
    slow.leave.open();
    await holding;
    await stopped;
  });

  it('cuts off what still runs when its time is over', async () => {
    const { server, slow } = await start();
    const running = send(server, { path: '/api/slow' });
    const cutOff = expect(running).rejects.toThrow('socket hang up');
    await slow.entered.opened;

    await server.stop({ timeoutMs: 50 });

    await cutOff;
    slow.leave.open();
  });

  it('may be called again, also to cut off sooner and after the end', async () => {
    const { server, slow } = await start();
    const cutOff = expect(send(server, { path: '/api/slow' })).rejects.toThrow('socket hang up');
    await slow.entered.opened;

    await Promise.all([server.stop({ timeoutMs: 60_000 }), server.stop({ timeoutMs: 50 })]);
    await server.stop({ timeoutMs: 60_000 });

    await cutOff;
    slow.leave.open();
  });
});

const json = { 'Content-Type': 'application/json' };

type StartOptions = Pick<Parameters<typeof serveApp>[0], 'host' | 'port' | 'limits'>;

async function start(options: Partial<StartOptions> = {}) {
  const slow = { entered: gate(), leave: gate() };
  const router = echoRouter({ middleware: [jsonBody] });
  router.get('/quick', (c) => c.json('quick'));
  router.get('/slow', async (c) => {
    slow.entered.open();
    await slow.leave.opened;
    return c.json('slow');
  });
  router.get('/stream', () => {
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode('begin '));
        await slow.leave.opened;
        controller.enqueue(new TextEncoder().encode('end'));
        controller.close();
      },
    });
    return new Response(body);
  });
  const server = await serveApp({ app: appWith(router), host: '127.0.0.1', port: 0, log, ...options });
  closing.push(() => server.stop({ timeoutMs: 0 }));
  return { server, slow };
}

function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

function keepAlive(): Agent {
  const agent = new Agent({ keepAlive: true });
  closing.push(() => agent.destroy());
  return agent;
}

type Sent = {
  method?: string;
  path: string;
  headers?: OutgoingHttpHeaders;
  chunks?: string[];
  agent?: Agent;
  onHeaders?: () => void;
};

/** `fetch` has no say over connections and chunks. */
function send(server: RunningServer, { chunks = [], onHeaders, ...options }: Sent): Promise<Response> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port: server.port, ...options }, async (incoming) => {
      onHeaders?.();
      const headers = new Headers();
      for (const [name, values = []] of Object.entries(incoming.headersDistinct)) {
        for (const value of values) headers.append(name, value);
      }
      resolve(new Response(await text(incoming), { status: incoming.statusCode ?? 0, headers }));
    });
    outgoing.on('error', reject);
    for (const chunk of chunks) outgoing.write(chunk);
    outgoing.end();
  });
}

async function msOf(work: Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work;
  return performance.now() - started;
}
