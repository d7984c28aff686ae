import { describe, expect, it } from 'vitest';
import { createApp, createRouter, healthRoutes, rateLimit } from '../../src/http/index.js';
import { createLog } from '../../src/log.js';
import { expectProblem } from './fixtures.js';

const shop = 'https://shop.example';
const mobile = 'https://m.shop.example';
const stranger = 'https://evil.example';

describe('CORS off', () => {
  it('no answer names an origin, and a preflight is 405', async () => {
    const { call } = serve([]);

    const answer = await call('GET', '/api/things', { Origin: shop });
    expect([answer.status, corsHeaders(answer)]).toEqual([200, {}]);
    const preflight = await call('OPTIONS', '/api/things', preflightOf('PATCH'));
    await expectProblem(preflight, 'method-not-allowed');
    expect(corsHeaders(preflight)).toEqual({});
  });
});

describe('CORS for some origins', () => {
  it.each([shop, mobile])('a page of %s reads every kind of answer, and its headers', async (origin) => {
    const { call } = serve([shop, mobile]);

    for (const [path, status] of answers) {
      const answer = await call('GET', path, { Origin: origin });
      expect([path, answer.status]).toEqual([path, status]);
      expect(corsHeaders(answer)).toEqual({
        'access-control-allow-origin': origin,
        'access-control-expose-headers':
          'ETag,Idempotency-Replayed,Link,Location,RateLimit,RateLimit-Policy,Retry-After,X-Request-Id',
      });
      expect(answer.headers.get('Vary')).toContain('Origin');
    }
  });

  it.each([stranger, 'null', `${shop}:8443`, 'http://shop.example', undefined])(
    'a page of %s reads nothing',
    async (origin) => {
      const { call } = serve([shop, mobile]);

      const answer = await call('GET', '/api/things', origin === undefined ? {} : { Origin: origin });

      expect(answer.status).toBe(200);
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull();
      expect(answer.headers.get('Vary')).toContain('Origin');
    },
  );

  it.each(['GET', 'POST', 'PATCH', 'DELETE'])('a preflight for %s is answered for a day', async (method) => {
    const { call } = serve([shop, mobile]);

    const answer = await call('OPTIONS', '/api/things', preflightOf(method));

    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(corsHeaders(answer)).toMatchObject({
      'access-control-allow-origin': shop,
      'access-control-allow-methods': 'GET,POST,PATCH,DELETE',
      'access-control-allow-headers':
        'Authorization,Content-Type,Idempotency-Key,If-Match,If-None-Match,Last-Event-ID,X-Request-Id,traceparent',
      'access-control-max-age': '86400',
    });
    expect(answer.headers.get('Access-Control-Allow-Credentials')).toBeNull();
    expect(answer.headers.get('X-Request-Id')).not.toBeNull();
    expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff');
  });

  it('a preflight of a stranger allows nothing', async () => {
    const { call } = serve([shop]);
    const answer = await call('OPTIONS', '/api/things', { ...preflightOf('GET'), Origin: stranger });
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull();
  });

  it('a preflight does not count, and its request does', async () => {
    const { call, counted } = serve([shop]);

    await call('OPTIONS', '/api/things', preflightOf('GET'));
    expect(counted).toHaveLength(0);
    await call('GET', '/api/things', { Origin: shop });
    expect(counted).toHaveLength(1);
  });

  it('an OPTIONS that is no preflight is 405 as ever', async () => {
    const { call } = serve([shop]);
    await expectProblem(await call('OPTIONS', '/api/things', { Origin: shop }), 'method-not-allowed');
  });
});

describe('CORS for any origin', () => {
  it('names * to all, also where none is named', async () => {
    const { call } = serve(['*']);

    for (const headers of [{ Origin: stranger }, {}]) {
      const answer = await call('GET', '/api/things', headers);
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*');
    }
    const preflight = await call('OPTIONS', '/api/things', preflightOf('POST'));
    expect(preflight.headers.get('Access-Control-Allow-Origin')).toBe('*');
  });
});

const answers: [path: string, status: number][] = [
  ['/api/things', 200],
  ['/api/raw', 200],
  ['/api/broken', 500],
  ['/api/nowhere', 404],
  ['/api/post-only', 405],
  ['/api/refused', 429],
  ['/healthz', 200],
];

function serve(corsOrigins: string[]) {
  const counted: string[] = [];
  const router = createRouter();
  router.get('/things', (c) => c.json(1));
  router.get('/raw', () => new Response('raw'));
  router.post('/post-only', (c) => c.json(1));
  router.get('/broken', () => {
    throw new Error('broken');
  });
  const app = createApp({
    api: [router],
    root: [healthRoutes({ checks: async () => [] })],
    corsOrigins,
    rateLimit: (c, next) => {
      const count = (caller: string) => {
        counted.push(caller);
        return Promise.resolve({ granted: c.req.path !== '/api/refused', remaining: 0, resetMs: 1 });
      };
      const auth = {
        sender: async () => ({ id: 'ann', scopes: new Set<string>(), expiresAtMs: Number.POSITIVE_INFINITY }),
      };
      return rateLimit({ limiter: { perMinute: 600, count }, auth, trustedProxies: 0 })(c, next);
    },
    log: createLog('silent'),
  });
  const call = async (method: string, path: string, headers: Record<string, string>) =>
    app.request(path, { method, headers });
  return { call, counted };
}

function preflightOf(method: string): Record<string, string> {
  return {
    Origin: shop,
    'Access-Control-Request-Method': method,
    'Access-Control-Request-Headers': 'authorization,content-type,if-match',
  };
}

function corsHeaders({ headers }: Response): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')));
}
