import { describe, expect, it } from 'vitest';
import { Unavailable } from '../../src/bus/index.js';
import { createAuth, createRouter, type IssuedToken, problem } from '../../src/http/index.js';
import { createLog } from '../../src/log.js';
import { appWith } from './fixtures.js';

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

async function loggedApp() {
  const lines: string[] = [];
  const { requireUser, optionalUser, issue } = createAuth({ config: { kind: 'development' } });
  if (issue === undefined) throw new Error('development mode has to issue tokens');
  const router = createRouter();
  router.get('/things/:id', optionalUser, (c) => c.json({ secret: 's3cret' }));
  router.post('/things', requireUser, (c) => problem(c, 'ticket-sold'));
  router.get('/away', () => {
    throw new Unavailable('unavailable', 'lane 7 lost its socket');
  });
  router.get('/broken', () => {
    throw new TypeError('broken');
  });
  const issued: Promise<IssuedToken> = issue({ user: 'ann' });
  const app = appWith(router, createLog('info', { write: (line) => void lines.push(line) }));
  return { app, token: (await issued).token, logged: () => lines.map((line) => JSON.parse(line)) };
}

describe('a request', () => {
  it('answered: one line with its route, its status, its ids and how long it took', async () => {
    const { app, logged } = await loggedApp();

    const headers = { 'X-Request-Id': 'req-1', traceparent };
    await app.request('/api/things/7?token=s3cret', { headers });

    expect(logged()).toEqual([
      {
        level: 30,
        time: expect.any(Number),
        pid: expect.any(Number),
        hostname: expect.any(String),
        requestId: 'req-1',
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
        method: 'GET',
        route: '/api/things/:id',
        status: 200,
        durationMs: expect.any(Number),
        msg: 'a request was answered',
      },
    ]);
    expect(JSON.stringify(logged())).not.toContain('s3cret');
  });

  it.each(['requireUser', 'optionalUser'] as const)('of a user (%s): names the user', async (guard) => {
    const { app, token, logged } = await loggedApp();
    const headers = { authorization: `Bearer ${token}` };

    if (guard === 'requireUser') await app.request('/api/things', { method: 'POST', headers });
    else await app.request('/api/things/7', { headers });

    expect(logged()).toMatchObject([{ userId: 'ann', status: guard === 'requireUser' ? 409 : 200 }]);
    expect(JSON.stringify(logged())).not.toContain(token);
  });

  it.each([
    ['/api/away', { level: 40, status: 503, route: '/api/away', err: { type: 'Unavailable' } }],
    ['/api/broken', { level: 50, status: 500, route: '/api/broken', err: { type: 'TypeError' } }],
    ['/api/nowhere', { level: 30, status: 404 }],
  ])('%s that fails: one line all the same, with what was thrown', async (path, line) => {
    const { app, logged } = await loggedApp();

    await app.request(path);

    expect(logged()).toMatchObject([line]);
  });

  it('of a probe: no line, as it comes every few seconds for ever', async () => {
    const { app, logged } = await loggedApp();

    await app.request('/healthz');
    await app.request('/readyz');

    expect(logged()).toEqual([]);
  });
});
