import { createHmac, type KeyObject } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { MiddlewareHandler } from 'hono';
import { exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { createAuth, createRouter, type HttpEnv } from '../../src/http/index.js';
import { verifyByKeySet } from '../../src/http/verify-jwt.js';
import { appWith, expectProblem } from './fixtures.js';

const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

describe('a token checked by AUTH_JWKS_URL', () => {
  it.each(algorithms)('is taken when it is signed by %s with a key of the set', async (alg) => {
    const { jwk, token } = await keyPair(alg, { kid: 'one' });
    const get = await serverWith(jwks(jwk));

    expect((await get(await token({ sub: 'ann' }))).status).toBe(200);
  });

  it.each(['RS512', 'ES384'])(
    'is refused when it is signed by %s, although the key is in the set',
    async (alg) => {
      const { jwk, token } = await keyPair(alg, { kid: 'one' });
      const get = await serverWith(jwks(jwk));

      await expectProblem(await get(await token({ sub: 'ann' })), 'unauthenticated');
    },
  );

  it('is refused when it is an HMAC with the public key as the secret', async () => {
    const { jwk, publicKey } = await keyPair('RS256', { kid: 'one' });
    const get = await serverWith(jwks(jwk));

    for (const secret of [await exportSPKI(publicKey), JSON.stringify(jwk), jwk.n ?? '']) {
      await expectProblem(await get(hmacToken(secret)), 'unauthenticated');
    }
  });

  it('is refused without a signature (alg none), by a stranger, or by an unknown key', async () => {
    const { jwk } = await keyPair('RS256', { kid: 'one' });
    const stranger = await keyPair('RS256', { kid: 'one' });
    const unknown = await keyPair('RS256', { kid: 'two' });
    const get = await serverWith(jwks(jwk));

    await expectProblem(
      await get(new UnsecuredJWT({ sub: 'ann', exp: inAnHour() }).encode()),
      'unauthenticated',
    );
    await expectProblem(await get(await stranger.token({ sub: 'ann' })), 'unauthenticated');
    await expectProblem(await get(await unknown.token({ sub: 'ann' })), 'unauthenticated');
  });

  it('is taken without a kid while several keys could have signed it', async () => {
    const pairs = [await keyPair('ES256', {}), await keyPair('ES256', {})];
    const stranger = await keyPair('ES256', {});
    const get = await serverWith(jwks(...pairs.map((pair) => pair.jwk)));

    for (const { token } of pairs) expect((await get(await token({ sub: 'ann' }))).status).toBe(200);
    await expectProblem(await get(await stranger.token({ sub: 'ann' })), 'unauthenticated');
  });

  it('is refused for what is wrong with it, also while several keys could have signed it', async () => {
    const pairs = [await keyPair('ES256', {}), await keyPair('ES256', {})];
    const url = await keyServer(jwks(...pairs.map((pair) => pair.jwk)));

    for (const { token } of pairs) {
      const verified = verifyByKeySet(url)(await token({ sub: 'ann', exp: 1 }), {});
      await expect(verified).rejects.toMatchObject({ code: 'ERR_JWT_EXPIRED' });
    }
  });

  it('stays good when it is known and the key server is gone', async () => {
    const { jwk, token } = await keyPair('ES256', { kid: 'one' });
    const get = await serverWith(jwks(jwk));
    const known = await token({ sub: 'ann' });

    expect((await get(known)).status).toBe(200);
    for (const server of servers) server.close().closeAllConnections();
    expect((await get(known)).status).toBe(200);
  });
});

describe('a key server that can not be asked', () => {
  it.each<[string, RequestListener]>([
    ['cuts the connection', (request) => request.socket.destroy()],
    ['answers 500', (_, response) => response.writeHead(500).end()],
    ['answers with something else', (_, response) => response.end('<html>')],
    ['answers with no key set', (_, response) => response.end('{"keys":{}}')],
    ['never answers', () => undefined],
  ])('and %s makes the answer 503, not 401', async (_, listener) => {
    const { token } = await keyPair('ES256', { kid: 'one' });
    const get = await serverWith(listener);

    const response = await get(await token({ sub: 'ann' }));

    await expectProblem(response, 'unavailable');
    expect(response.headers.get('Retry-After')).toBe('1');
  });

  it('still makes a token that can not be right 401', async () => {
    const get = await serverWith((request) => request.socket.destroy());

    await expectProblem(await get(hmacToken('secret')), 'unauthenticated');
    await expectProblem(await get('abc'), 'unauthenticated');
  });
});

describe('sender, while the key server can not be asked', () => {
  it('knows nobody, and one request asks for the keys once, however many want to know', async () => {
    let asked = 0;
    const get = await serverWith((request) => {
      asked += 1;
      request.socket.destroy();
    });
    const { token } = await keyPair('ES256', { kid: 'one' });

    const response = await get(await token({ sub: 'ann' }), '/api/told');

    await expectProblem(response, 'unavailable');
    expect(response.headers.get('X-Sender')).toBe('nobody');
    expect(asked).toBe(1);
  });
});

async function serverWith(listener: RequestListener) {
  const { requireUser, sender } = createAuth({ config: { kind: 'jwks', url: await keyServer(listener) } });
  const router = createRouter();
  router.get('/me', requireUser, (c) => c.json(c.get('user').id));
  const tellSender: MiddlewareHandler<HttpEnv> = async (c, next) => {
    const told = (await sender(c))?.id ?? 'nobody';
    await next();
    c.header('X-Sender', told);
  };
  router.get('/told', tellSender, requireUser, (c) => c.json(1));
  const app = appWith(router);
  return async (token: string, path = '/api/me') =>
    app.request(path, { headers: { Authorization: `Bearer ${token}` } });
}

async function keyServer(listener: RequestListener): Promise<URL> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return new URL(`http://127.0.0.1:${port}/jwks`);
}

function jwks(...keys: JWK[]): RequestListener {
  return (_, response) =>
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys }));
}

async function keyPair(alg: string, { kid }: { kid?: string }) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const named = kid === undefined ? {} : { kid };
  const token = (claims: Record<string, unknown>) =>
    new SignJWT({ exp: inAnHour(), ...claims }).setProtectedHeader({ alg, ...named }).sign(privateKey);
  return { jwk: { ...(await exportJWK(publicKey)), use: 'sig', ...named }, publicKey, token };
}

/** Made by hand, as an attacker does. */
function hmacToken(secret: string | KeyObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', kid: 'one' })}.${part({ sub: 'ann', exp: inAnHour() })}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

function inAnHour(): number {
  return Math.floor(Date.now() / 1000) + 3600;
}
