import { createRoute, z } from '@hono/zod-openapi';
import type { Handler } from 'hono';
import { describe, expect, it } from 'vitest';
import {
  createRouter,
  type HttpEnv,
  type ProblemSlug,
  problem,
  problemResponses,
  problems,
} from '../../src/http/index.js';
import { appWith, expectProblem } from './fixtures.js';

const challenges: Partial<Record<ProblemSlug, string>> = {
  unauthenticated: 'Bearer realm="holdfast"',
  'invalid-signature': 'StandardWebhooks',
};

const statuses: Record<ProblemSlug, number> = {
  'bad-request': 400,
  'invalid-json': 400,
  unauthenticated: 401,
  'invalid-signature': 401,
  'insufficient-scope': 403,
  'not-seller': 403,
  'own-ticket': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'request-timeout': 408,
  'order-complete': 409,
  'price-changed': 409,
  'replay-early': 409,
  'replay-failed': 409,
  'ticket-reserved': 409,
  'ticket-sold': 409,
  'ticket-withdrawn': 409,
  'version-mismatch': 412,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  'expectation-failed': 417,
  'misdirected-request': 421,
  'invalid-input': 422,
  'idempotency-key-reused': 422,
  'wrong-amount': 422,
  'too-many-requests': 429,
  'headers-too-large': 431,
  internal: 500,
  'not-ready': 503,
  'outcome-unknown': 503,
  overloaded: 503,
  'replica-behind': 503,
  unavailable: 503,
};

const slugs = Object.keys(problems).filter((slug): slug is ProblemSlug => slug in statuses);

describe('problem', () => {
  it('has exactly the slugs of the contract', () => {
    expect(Object.keys(problems).sort()).toEqual(Object.keys(statuses).sort());
  });

  it.each(slugs)(
    '%s: answers with a whole document, its status and the headers it must have',
    async (slug) => {
      const response = await answerWith((c) => problem(c, slug)).request('/api/things');

      const document = await expectProblem(response, slug);
      expect(document).toEqual({
        type: `/problems/${slug}`,
        title: problems[slug].title,
        status: statuses[slug],
        detail: problems[slug].detail,
        instance: '/api/things',
      });
      expect(response.headers.get('Retry-After')).toBe([429, 503].includes(statuses[slug]) ? '1' : null);
      expect(response.headers.get('WWW-Authenticate')).toBe(challenges[slug] ?? null);
    },
  );

  it('takes a detail, errors and headers in place of those of the table', async () => {
    const errors = [{ pointer: '/title', detail: 'Too long.' }];
    const headers = { 'Retry-After': '7', Allow: 'GET' };
    const app = answerWith((c) =>
      problem(c, 'unavailable', { detail: 'The moon is full.', errors, headers }),
    );

    const response = await app.request('/api/things');

    expect(await response.json()).toMatchObject({ detail: 'The moon is full.', errors });
    expect(response.headers.get('Retry-After')).toBe('7');
    expect(response.headers.get('Allow')).toBe('GET');
  });

  it('names a path with odd characters as a URI reference, without the query', async () => {
    const response = await appWith(createRouter()).request('/api/a%20b%22?q=1');

    expect((await expectProblem(response, 'not-found')).instance).toBe('/api/a%20b%22');
  });
});

describe('problemResponses', () => {
  it('merges the problems that share a status', () => {
    const responses = problemResponses('ticket-reserved', 'not-found', 'ticket-sold');

    expect(Object.keys(responses)).toEqual(['404', '409']);
    expect(responses[409].description).toBe(
      'The ticket is reserved (`/problems/ticket-reserved`). The ticket is sold (`/problems/ticket-sold`).',
    );
    expect(Object.keys(responses[404].content)).toEqual(['application/problem+json']);
  });

  it('a handler answers only with the statuses that its route declares', async () => {
    const route = createRoute({
      method: 'get',
      path: '/things',
      responses: {
        200: {
          description: 'A thing.',
          content: { 'application/json': { schema: z.object({ id: z.string() }) } },
        },
        ...problemResponses('not-found', 'ticket-sold', 'ticket-withdrawn'),
      },
    });
    const router = createRouter();
    const refusal = (): 'ticket-sold' | 'ticket-withdrawn' | undefined => 'ticket-sold';

    router.openapi(route, (c) => {
      const refused = refusal();
      if (refused !== undefined) return problem(c, refused);
      return Math.random() < 2 ? c.json({ id: '1' }, 200) : problem(c, 'not-found');
    });
    // @ts-expect-error -- 412 is not declared
    router.openapi(route, (c) => problem(c, 'version-mismatch'));
    // @ts-expect-error -- an id is a string
    router.openapi(route, (c) => c.json({ id: 1 }, 200));

    await expectProblem(await appWith(router).request('/api/things'), 'ticket-sold');
  });
});

function answerWith(handler: Handler<HttpEnv>) {
  const router = createRouter();
  router.get('/things', handler);
  return appWith(router);
}
