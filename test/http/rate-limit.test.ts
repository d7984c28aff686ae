import { describe, expect, it } from 'vitest';
import { createApp, createRouter, healthRoutes, rateLimit } from '../../src/http/index.js';
import type { Allowance } from '../../src/http/limiter.js';
import { createLog } from '../../src/log.js';
import { expectProblem } from './fixtures.js';

const some: Allowance = { granted: true, remaining: 599, resetMs: 59_001 };
const none: Allowance = { granted: false, remaining: 0, resetMs: 12_345 };

describe('rateLimit', () => {
  it.each(['/api/json', '/api/raw', '/api/none', '/api/broken', '/api/nowhere'])(
    '%s: the answer says what is left',
    async (path) => {
      const { get } = serve({ allowance: some });

      const { headers } = await get(path);

      expect(headers.get('RateLimit-Policy')).toBe('"default";q=600;w=60');
      expect(headers.get('RateLimit')).toBe('"default";r=599;t=60');
      expect(headers.get('Retry-After')).toBeNull();
    },
  );

  it('nothing left: 429 with the seconds to wait, and the handler is not asked', async () => {
    const { get, handled } = serve({ allowance: none });

    const response = await get('/api/json');

    await expectProblem(response, 'too-many-requests');
    expect(response.headers.get('Retry-After')).toBe('13');
    expect(response.headers.get('RateLimit-Policy')).toBe('"default";q=600;w=60');
    expect(response.headers.get('RateLimit')).toBe('"default";r=0;t=13');
    expect(response.headers.get('X-Request-Id')).not.toBeNull();
    expect(handled).toEqual([]);
  });

  it('nothing left for less than a second: Retry-After is never 0', async () => {
    const { get } = serve({ allowance: { ...none, resetMs: 0 } });
    expect((await get('/api/json')).headers.get('Retry-After')).toBe('1');
  });

  it('nobody counts: the request goes on, and no header tells of a limit', async () => {
    const { get } = serve({ allowance: undefined });

    const response = await get('/api/json');

    expect(response.status).toBe(200);
    expect([response.headers.get('RateLimit'), response.headers.get('RateLimit-Policy')]).toEqual([
      null,
      null,
    ]);
  });

  it.each(['/healthz', '/readyz', '/dev/token', '/nowhere', '/api/exempt'])(
    '%s is not counted',
    async (path) => {
      const { get, counted } = serve({ allowance: none });

      expect((await get(path)).status).not.toBe(429);
      expect(counted).toEqual([]);
    },
  );

  it.each(['/api/exempt/', '/api/exempt/x', '/api//exempt', '/api/Exempt'])(
    '%s is not exempt',
    async (path) => {
      expect((await serve({ allowance: none }).get(path)).status).toBe(429);
    },
  );
});

describe('rateLimit: who is counted', () => {
  it('a user by the token, whatever the address', async () => {
    const { get, counted } = serve({
      sender: async () => ({
        id: 'a:192.0.2.7',
        scopes: new Set<string>(),
        expiresAtMs: Number.POSITIVE_INFINITY,
      }),
    });
    await get('/api/json');
    expect(counted).toEqual(['u:a:192.0.2.7']);
  });

  it('everybody else by the address', async () => {
    const { get, counted } = serve({ sender: async () => undefined });
    await get('/api/json');
    expect(counted).toEqual(['a:192.0.2.7']);
  });

  it('who would take too long to tell, by the address', async () => {
    const { get, counted } = serve({ sender: () => new Promise(() => undefined) });
    await get('/api/json');
    expect(counted).toEqual(['a:192.0.2.7']);
  });

  it('behind a trusted proxy, by the address that it saw', async () => {
    const { get, counted } = serve({ trustedProxies: 1 });
    await get('/api/json', { 'X-Forwarded-For': '198.51.100.9, 203.0.113.5' });
    expect(counted).toEqual(['a:203.0.113.5']);
  });
});

type Served = Partial<Parameters<typeof rateLimit>[0]['auth']> & {
  allowance?: Allowance | undefined;
  trustedProxies?: number;
};

function serve({ allowance, sender = async () => undefined, trustedProxies = 0 }: Served) {
  const counted: string[] = [];
  const handled: string[] = [];
  const router = createRouter();
  router.use(async (c, next) => {
    handled.push(c.req.path);
    await next();
  });
  router.get('/json', (c) => c.json(1));
  router.get('/raw', () => new Response('raw'));
  router.get('/none', (c) => c.body(null, 204));
  router.get('/exempt', (c) => c.json(1));
  router.get('/broken', () => {
    throw new Error('broken');
  });
  const count = (caller: string) => {
    counted.push(caller);
    return Promise.resolve(allowance);
  };
  const app = createApp({
    api: [router],
    root: [healthRoutes({ checks: async () => [] })],
    rateLimit: rateLimit({
      limiter: { perMinute: 600, count },
      auth: { sender },
      trustedProxies,
      exempt: ['/api/exempt'],
    }),
    log: createLog('silent'),
  });
  const env = { incoming: { socket: { remoteAddress: '192.0.2.7' } } };
  const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers }, env);
  return { get, counted, handled };
}
