import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { describe, expect, it } from 'vitest';
import { createRouter, empty, json, problem } from '../../src/http/index.js';
import { appWith } from './fixtures.js';

function world() {
  const router = createRouter();
  router.get('/made', (c) => json(c, { price: 2000 }, 201, { ETag: '"0"' }));
  router.get('/empty', (c) => empty(c, 304, { ETag: '"0"' }));
  router.get('/problem', (c) => problem(c, 'ticket-sold'));
  router.get('/replaced', async (c, next) => {
    await next();
    c.res = new Response('another', { status: 202 });
  });
  router.get('/replaced', (c) => json(c, {}, 200));
  router.get('/other', (c) => {
    json(c, {}, 200);
    return new Response('another');
  });
  router.get('/changed', async (c, next) => {
    await next();
    c.header('X-Own', '1');
  });
  router.get('/changed', (c) => json(c, {}, 200, { ETag: '"0"' }));
  return { router, app: appWith(router) };
}

describe('json and empty', () => {
  it('the answer has its status, its body and its headers', async () => {
    const { app } = world();

    const made = await app.request('/api/made');
    expect([made.status, await made.json()]).toEqual([201, { price: 2000 }]);
    expect([made.headers.get('Content-Type'), made.headers.get('ETag')]).toEqual(['application/json', '"0"']);
    const nothing = await app.request('/api/empty');
    expect([nothing.status, nothing.body, nothing.headers.get('ETag')]).toEqual([304, null, '"0"']);
    expect(nothing.headers.get('Content-Type')).toBeNull();
  });

  it.each(['made', 'empty', 'problem', 'replaced', 'other', 'changed', 'nowhere'])(
    "/%s: every header that Hono's own middleware would set, and the request id",
    async (path) => {
      const bare = new Hono().use(secureHeaders()).get('/', (c) => c.body(null));
      const secured = await bare.request('/');

      const { headers } = await world().app.request(`/api/${path}`, { headers: { 'X-Request-Id': 'req-1' } });

      expect(Object.fromEntries(headers)).toMatchObject(Object.fromEntries(secured.headers));
      expect(headers.get('X-Request-Id')).toBe('req-1');
    },
  );

  it('a header that is set on the answer later is kept, and so are the others', async () => {
    const { headers } = await world().app.request('/api/changed');
    expect([headers.get('X-Own'), headers.get('ETag')]).toEqual(['1', '"0"']);
  });

  it('an answer in the place of another has the body and the status of its own', async () => {
    const response = await world().app.request('/api/replaced');
    expect([response.status, await response.text()]).toEqual([202, 'another']);
  });

  it('without the application, as a router alone: an answer all the same', async () => {
    const response = await world().router.request('/made');
    expect([response.status, await response.json()]).toEqual([201, { price: 2000 }]);
  });
});
