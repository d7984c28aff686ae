import { randomBytes } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { type Auth, createAuth, createRouter } from '../../src/http/index.js';
import { appWith, expectProblem } from './fixtures.js';

const nowMs = Date.parse('2026-03-01T12:00:00Z');
const nowSeconds = nowMs / 1000;
const secret = randomBytes(32);

describe('requireUser with AUTH_SECRET', () => {
  it('takes a token and knows its user and scopes', async () => {
    const response = await whoAmI(await sign({ sub: 'ann', scope: 'admin  tickets' }));

    expect([response.status, await response.json()]).toEqual([
      200,
      { id: 'ann', scopes: ['admin', 'tickets'] },
    ]);
  });

  it.each([
    ['no scope', {}],
    ['a scope that is a list', { scope: ['admin'] }],
    ['a scope that is a number', { scope: 1 }],
  ])('%s gives no rights', async (_, claims) => {
    expect(await (await whoAmI(await sign({ sub: 'ann', ...claims }))).json()).toEqual({
      id: 'ann',
      scopes: [],
    });
  });

  it.each([
    ['without a signature (alg none)', () => new UnsecuredJWT({ sub: 'ann', exp: nowSeconds + 60 }).encode()],
    ['by another secret', () => sign({ sub: 'ann' }, { key: randomBytes(32) })],
    ['by another algorithm of the same secret', () => sign({ sub: 'ann' }, { alg: 'HS512', key: secret })],
    [
      'that was changed',
      async () => (await sign({ sub: 'ann' })).replace(/\.[^.]+\./, `.${encode({ sub: 'bob' })}.`),
    ],
    ['that is no JWT', () => 'abc'],
    ['without exp', () => sign({ sub: 'ann', exp: undefined })],
    ['with an exp that is text', () => sign({ sub: 'ann', exp: String(nowSeconds + 60) })],
    ['that expires now', () => sign({ sub: 'ann', exp: nowSeconds })],
    ['that is not valid yet', () => sign({ sub: 'ann', nbf: nowSeconds + 60 })],
    ['without sub', () => sign({})],
    ['with an empty sub', () => sign({ sub: '' })],
    ['with a sub of 201 characters', () => sign({ sub: 'x'.repeat(201) })],
    ['with a sub that has half of a surrogate pair', () => sign({ sub: '\ud800' })],
    ['with a sub that is a number', () => sign({ sub: 7 })],
    ['with a sub that is null', () => sign({ sub: null })],
    [
      'with an unknown critical header',
      () => sign({ sub: 'ann' }, { header: { crit: ['x'], x: 1 }, crit: { x: true } }),
    ],
  ])('refuses a token %s with 401 invalid_token', async (_, token) => {
    const response = await whoAmI(await token());

    await expectProblem(response, 'unauthenticated');
    expect(response.headers.get('WWW-Authenticate')).toBe('Bearer realm="holdfast", error="invalid_token"');
  });

  it('takes a sub of 200 characters', async () => {
    expect((await whoAmI(await sign({ sub: 'x'.repeat(200) }))).status).toBe(200);
  });

  it.each([undefined, 'Basic YW5uOnB3', 'Bearer', 'Bearer ', 'Bearer a b', 'Token abc', 'Bearer "abc"'])(
    'without a bearer token (%s) the challenge has no error code',
    async (authorization) => {
      const response = await get('/me', authorization);

      await expectProblem(response, 'unauthenticated');
      expect(response.headers.get('WWW-Authenticate')).toBe('Bearer realm="holdfast"');
    },
  );

  it('takes the name of the scheme in any case', async () => {
    expect((await get('/me', `bEARER ${await sign({ sub: 'ann' })}`)).status).toBe(200);
  });
});

describe('issuer and audience', () => {
  const strict = server(
    createAuth({
      config: { kind: 'secret', secret, issuer: 'https://id.example', audience: 'holdfast' },
      now: () => nowMs,
    }),
  );
  const right = { sub: 'ann', iss: 'https://id.example', aud: ['other', 'holdfast'] };

  it('are checked when they are set', async () => {
    expect((await strict('/me', `Bearer ${await sign(right)}`)).status).toBe(200);
    for (const wrong of [
      { iss: 'https://evil.example' },
      { iss: undefined },
      { aud: 'other' },
      { aud: undefined },
    ]) {
      await expectProblem(
        await strict('/me', `Bearer ${await sign({ ...right, ...wrong })}`),
        'unauthenticated',
      );
    }
  });

  it('are not looked at when they are not set', async () => {
    expect((await whoAmI(await sign(right))).status).toBe(200);
  });
});

describe('a token that is known', () => {
  it('is refused the moment it expires', async () => {
    let clock = nowMs;
    const request = server(createAuth({ config: { kind: 'secret', secret }, now: () => clock }));
    const authorization = `Bearer ${await sign({ sub: 'ann', exp: nowSeconds + 60 })}`;

    expect((await request('/me', authorization)).status).toBe(200);
    clock = nowMs + 59_999;
    expect((await request('/me', authorization)).status).toBe(200);
    clock = nowMs + 60_000;
    await expectProblem(await request('/me', authorization), 'unauthenticated');
  });
});

describe('optionalUser', () => {
  it('lets somebody without an Authorization header pass as nobody', async () => {
    const response = await get('/maybe');

    expect([response.status, await response.json()]).toEqual([200, null]);
  });

  it('knows who sent a token', async () => {
    expect(await (await get('/maybe', `Bearer ${await sign({ sub: 'ann' })}`)).json()).toBe('ann');
  });

  it.each(['Bearer abc', 'Basic YW5uOnB3', ''])(
    'refuses a bad header (%s) with 401',
    async (authorization) => {
      await expectProblem(await get('/maybe', authorization), 'unauthenticated');
    },
  );
});

describe('requireScope', () => {
  it('takes a token with the scope among others and knows its user', async () => {
    const response = await get('/admin', `Bearer ${await sign({ sub: 'ann', scope: 'tickets admin' })}`);

    expect([response.status, await response.json()]).toEqual([200, 'ann']);
  });

  it.each([undefined, '', 'tickets', 'administrator', 'ADMIN', 'tickets:admin', ['admin']])(
    'refuses a valid token of the scope %j with 403 insufficient_scope',
    async (scope) => {
      const response = await get('/admin', `Bearer ${await sign({ sub: 'ann', scope })}`);

      await expectProblem(response, 'insufficient-scope');
      expect(response.headers.get('WWW-Authenticate')).toBe(
        'Bearer realm="holdfast", error="insufficient_scope", scope="admin"',
      );
    },
  );

  it.each([undefined, 'Bearer abc'])(
    'refuses somebody without a valid token (%s) with 401',
    async (header) => {
      await expectProblem(await get('/admin', header), 'unauthenticated');
    },
  );
});

describe('sender', () => {
  it('knows who sent a token', async () => {
    expect(await (await get('/sender', `Bearer ${await sign({ sub: 'ann' })}`)).json()).toBe('ann');
  });

  it.each([undefined, 'Bearer abc', 'Basic YW5uOnB3', ''])(
    'knows nobody by a header that is %s, and answers nothing itself',
    async (authorization) => {
      const response = await get('/sender', authorization);

      expect([response.status, await response.json()]).toEqual([200, null]);
    },
  );
});

const get = server(createAuth({ config: { kind: 'secret', secret }, now: () => nowMs }));

function whoAmI(token: string) {
  return get('/me', `Bearer ${token}`);
}

function server({ requireUser, optionalUser, requireScope, sender }: Auth) {
  const router = createRouter();
  router.get('/me', requireUser, (c) => {
    const { id, scopes } = c.get('user');
    return c.json({ id, scopes: [...scopes] });
  });
  router.get('/admin', requireScope('admin'), (c) => c.json(c.get('user').id));
  router.get('/sender', async (c) => c.json((await sender(c))?.id ?? null));
  router.get('/maybe', optionalUser, (c) => c.json(c.get('viewer')?.id ?? null));
  const app = appWith(router);
  return async (path: string, authorization?: string) =>
    app.request(
      `/api${path}`,
      authorization === undefined ? {} : { headers: { Authorization: authorization } },
    );
}

type SignOptions = { alg?: string; key?: Uint8Array; header?: object; crit?: Record<string, boolean> };

function sign(
  claims: Record<string, unknown>,
  { alg = 'HS256', key = secret, header = {}, crit = {} }: SignOptions = {},
) {
  const jwt = new SignJWT({ exp: nowSeconds + 60, ...claims }).setProtectedHeader({ alg, ...header });
  return jwt.sign(key, { crit });
}

function encode(claims: object) {
  return Buffer.from(JSON.stringify({ exp: nowSeconds + 60, ...claims })).toString('base64url');
}
