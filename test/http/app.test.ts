import { HTTPException } from 'hono/http-exception';
import { describe, expect, it } from 'vitest';
import { Unavailable } from '../../src/bus/index.js';
import { createRouter } from '../../src/http/index.js';
import { createLog } from '../../src/log.js';
import { appWith, expectProblem } from './fixtures.js';

const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

function appThatThrows(error: Error) {
  const lines: string[] = [];
  const router = createRouter();
  router.get('/things', () => {
    throw error;
  });
  const app = appWith(router, createLog('info', { write: (line) => void lines.push(line) }));
  return { get: () => app.request('/api/things', { headers: { 'X-Request-Id': 'req-1' } }), lines };
}

describe('every answer', () => {
  const router = createRouter();
  router.get('/plain', (c) => c.json(1));
  router.get('/raw', () => new Response('raw', { headers: { 'X-Own': '1' } }));
  router.get('/none', (c) => c.body(null, 204));
  router.get('/broken', () => {
    throw new Error('broken');
  });
  const app = appWith(router);

  it.each([
    ['GET', '/api/plain', 200],
    ['HEAD', '/api/plain', 200],
    ['GET', '/api/raw', 200],
    ['GET', '/api/none', 204],
    ['GET', '/api/broken', 500],
    ['GET', '/nowhere', 404],
    ['PUT', '/api/plain', 405],
    ['GET', '/healthz', 200],
  ])('%s %s has a request id and the security headers', async (method, path, status) => {
    const response = await app.request(path, { method });

    expect(response.status).toBe(status);
    expect(response.headers.get('X-Request-Id')).toMatch(uuid);
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(response.headers.get('X-Frame-Options')).toBe('SAMEORIGIN');
    expect(response.headers.get('Strict-Transport-Security')).toContain('max-age=');
  });

  it.each(['abc-123', 'A_1=', 'x'.repeat(255)])("keeps the caller's request id %.20s", async (id) => {
    for (const path of ['/api/plain', '/api/raw', '/api/broken', '/nowhere']) {
      const response = await app.request(path, { headers: { 'X-Request-Id': id } });
      expect(response.headers.get('X-Request-Id')).toBe(id);
    }
  });

  it.each(['x'.repeat(256), 'a b', 'a"b', '<script>', 'é', ''])(
    'does not keep the odd id %.20s',
    async (id) => {
      const response = await app.request('/api/plain', { headers: { 'X-Request-Id': id } });

      expect(response.headers.get('X-Request-Id')).toMatch(uuid);
    },
  );
});

describe('an unknown path', () => {
  it.each(['/', '/api', '/api/nothing', '/dev/token', '/api/things/', '/%', '/%ff', '//', '/..%2f'])(
    '%s is 404',
    async (path) => {
      const router = createRouter();
      router.get('/things', (c) => c.json(1));
      await expectProblem(await appWith(router).request(path), 'not-found');
    },
  );
});

describe('a method that a path does not have', () => {
  const router = createRouter();
  router.get('/things/:id', (c) => c.json(1));
  router.patch('/things/:id', (c) => c.notFound());
  const app = appWith(router);

  it.each(['PUT', 'POST', 'DELETE', 'OPTIONS', 'PURGE'])(
    '%s is 405 and told what is allowed',
    async (method) => {
      const response = await app.request('/api/things/1', { method });

      await expectProblem(response, 'method-not-allowed');
      expect(response.headers.get('Allow')).toBe('GET, HEAD, PATCH');
    },
  );

  it('a 404 of a method that it has stays a 404', async () => {
    await expectProblem(await app.request('/api/things/1', { method: 'PATCH' }), 'not-found');
  });
});

describe('what a handler throws', () => {
  it('by accident is a 500 that leaks nothing, and is logged with the request id', async () => {
    const { get, lines } = appThatThrows(new TypeError('secret detail'));

    const response = await get();

    const text = await response.clone().text();
    await expectProblem(response, 'internal');
    expect(text).not.toContain('secret');
    expect(text).not.toContain('TypeError');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 50, requestId: 'req-1', err: { type: 'TypeError', message: 'secret detail' } },
    ]);
  });

  it.each([
    ['unavailable', 'unavailable'],
    ['outcome-unknown', 'outcome-unknown'],
    ['overloaded', 'overloaded'],
    ['contended', 'overloaded'],
  ] as const)('Unavailable (%s) is a 503 %s that may be tried again', async (reason, slug) => {
    const { get, lines } = appThatThrows(new Unavailable(reason, 'lane 7 lost its socket'));

    const response = await get();

    expect(response.headers.get('Retry-After')).toBe('1');
    expect((await expectProblem(response, slug)).detail).not.toContain('lane');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 40, requestId: 'req-1', err: { type: 'Unavailable', message: 'lane 7 lost its socket' } },
    ]);
  });

  it.each([
    [400, 'invalid-json'],
    [401, 'unauthenticated'],
    [404, 'not-found'],
    [413, 'body-too-large'],
    [415, 'unsupported-media-type'],
    [500, 'internal'],
    [418, 'internal'],
  ] as const)('HTTPException %i is %s', async (status, slug) => {
    const { get } = appThatThrows(new HTTPException(status, { message: 'secret' }));

    expect(JSON.stringify(await expectProblem(await get(), slug))).not.toContain('secret');
  });

  it('SyntaxError is not the fault of the caller: stored data may be broken', async () => {
    await expectProblem(await appThatThrows(new SyntaxError('Unexpected token')).get(), 'internal');
  });
});
