import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createApp, createAuth, createRouter, devRoutes } from '../../src/http/index.js';
import { createLog } from '../../src/log.js';
import { appWith, expectProblem } from './fixtures.js';

const nowMs = Date.parse('2026-03-01T12:00:00Z');

function devApp(now = () => nowMs) {
  const { requireUser, issue } = createAuth({ config: { kind: 'development' }, now });
  if (issue === undefined) throw new Error('development mode has to issue tokens');
  const router = createRouter();
  router.get('/me', requireUser, (c) => c.json([c.get('user').id, [...c.get('user').scopes]]));
  return createApp({
    api: [router],
    root: [devRoutes({ issue })],
    log: createLog('silent'),
  });
}

function askFor(app: ReturnType<typeof devApp>, body: unknown, host = 'localhost') {
  return app.request(`http://${host}/dev/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function tokenFor(app: ReturnType<typeof devApp>, body: unknown): Promise<string> {
  const response = await askFor(app, body);
  expect(response.status).toBe(200);
  return z.strictObject({ token: z.string() }).parse(await response.json()).token;
}

function whoAmI(app: ReturnType<typeof devApp>, token: string) {
  return app.request('/api/me', { headers: { Authorization: `Bearer ${token}` } });
}

describe('POST /dev/token', () => {
  it.each(['localhost:3000', '127.0.0.1', '127.1.2.3:80', '[::1]:3000'])(
    'sent to %s: answered',
    async (host) => {
      const answer = await askFor(devApp(), { user: 'ann' }, host);
      expect(answer.status).toBe(200);
    },
  );

  it.each(['rebound.example', '10.0.0.1', 'localhost.example:3000', '[2001:db8::1]'])(
    'sent to %s, which a page of somebody else may have lead here: refused',
    async (host) => {
      const answer = await askFor(devApp(), { user: 'ann' }, host);
      await expectProblem(answer, 'misdirected-request');
    },
  );

  it('gives a token that the server takes for 12 h', async () => {
    let clock = nowMs;
    const app = devApp(() => clock);
    const token = await tokenFor(app, { user: 'ann' });

    expect(await (await whoAmI(app, token)).json()).toEqual(['ann', []]);
    expect(decodeJwt(token).exp).toBe(nowMs / 1000 + 12 * 3600);
    clock = nowMs + 12 * 3_600_000;
    await expectProblem(await whoAmI(app, token), 'unauthenticated');
  });

  it('gives the scopes that are asked for', async () => {
    const app = devApp();

    expect(await (await whoAmI(app, await tokenFor(app, { user: 'ann', scope: 'admin' }))).json()).toEqual([
      'ann',
      ['admin'],
    ]);
  });

  it.each([
    {},
    { user: '' },
    { user: 7 },
    { user: 'x'.repeat(201) },
    { user: '\ud800' },
    { user: 'ann', admin: true },
  ])('refuses %j with 422', async (body) => {
    await expectProblem(await askFor(devApp(), body), 'invalid-input');
  });

  it('has a secret of its own in every server', async () => {
    await expectProblem(await whoAmI(devApp(), await tokenFor(devApp(), { user: 'ann' })), 'unauthenticated');
  });

  it('is not there in production mode', async () => {
    expect(createAuth({ config: { kind: 'secret', secret: new Uint8Array(32) } }).issue).toBeUndefined();
    await expectProblem(await askFor(appWith(createRouter()), { user: 'ann' }), 'not-found');
  });
});
