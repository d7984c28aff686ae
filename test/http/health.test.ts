import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type Check, createApp, healthRoutes, problemSchema } from '../../src/http/index.js';
import { createLog } from '../../src/log.js';
import { expectProblem } from './fixtures.js';

const redis: Check = { name: 'redis', ok: true, detail: 'answers' };
const lag: Check = { name: 'lag', ok: false, detail: 'group orders is 900 entries behind' };

function appWithChecks(checks: () => Promise<Check[]>) {
  return createApp({ api: [], root: [healthRoutes({ checks })], log: createLog('silent') });
}

afterEach(() => {
  vi.useRealTimers();
});

describe('GET /healthz', () => {
  it('is 200 whatever the checks say', async () => {
    const response = await appWithChecks(() => Promise.reject(new Error('no Redis'))).request('/healthz');

    expect([response.status, await response.json()]).toEqual([200, { status: 'live' }]);
  });
});

describe('GET /readyz', () => {
  it('is 200 with every check while all of them pass', async () => {
    const response = await appWithChecks(async () => [redis]).request('/readyz');

    expect([response.status, await response.json()]).toEqual([200, { status: 'ready', checks: [redis] }]);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
  });

  it('is a 503 problem that names the checks that fail, and has all of them', async () => {
    const response = await appWithChecks(async () => [redis, lag]).request('/readyz');

    expect([
      response.status,
      response.headers.get('Content-Type'),
      response.headers.get('Retry-After'),
    ]).toEqual([503, 'application/problem+json', '1']);
    const document = problemSchema
      .extend({ checks: z.unknown() })
      .strict()
      .parse(await response.json());
    expect(document).toMatchObject({
      type: '/problems/not-ready',
      detail: 'lag: group orders is 900 entries behind',
      checks: [redis, lag],
    });
  });

  it('counts checks that hang for 1.5 s as failed, and asks again the next time', async () => {
    vi.useFakeTimers();
    let runs = 0;
    const app = appWithChecks(() => {
      runs += 1;
      return runs === 1 ? new Promise(() => undefined) : Promise.resolve([redis]);
    });

    const hanging = app.request('/readyz');
    await vi.advanceTimersByTimeAsync(1499);
    expect(await Promise.race([hanging, 'still waiting'])).toBe('still waiting');
    await vi.advanceTimersByTimeAsync(1);

    expect((await hanging).status).toBe(503);
    expect((await app.request('/readyz')).status).toBe(200);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('runs the checks once for requests at the same time, and again for later ones', async () => {
    let runs = 0;
    const app = appWithChecks(() => {
      runs += 1;
      return Promise.resolve([redis]);
    });

    const responses = await Promise.all(Array.from({ length: 20 }, () => app.request('/readyz')));
    expect([runs, new Set(responses.map((response) => response.status))]).toEqual([1, new Set([200])]);

    await app.request('/readyz');
    expect(runs).toBe(2);
  });

  it('checks that can not even run are a failure of the server, once', async () => {
    let runs = 0;
    const app = appWithChecks(() => {
      runs += 1;
      return runs === 1 ? Promise.reject(new Error('a bug')) : Promise.resolve([redis]);
    });

    await expectProblem(await app.request('/readyz'), 'internal');
    expect((await app.request('/readyz')).status).toBe(200);
  });
});
