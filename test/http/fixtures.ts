import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { expect } from 'vitest';
import {
  createApp,
  createRouter,
  type HttpEnv,
  healthRoutes,
  type Problem,
  type ProblemSlug,
  problemSchema,
} from '../../src/http/index.js';
import { createLog } from '../../src/log.js';

/** An application in which only the given routes matter, under /api. */
export function appWith(routes: OpenAPIHono<HttpEnv>, log = createLog('silent')): OpenAPIHono<HttpEnv> {
  return createApp({
    api: [routes],
    root: [healthRoutes({ checks: async () => [] })],
    log,
  });
}

/** A router with one route, `POST /things`, and a handler that answers with the body it was given. */
export function echoRouter(options: {
  middleware: NonNullable<Parameters<typeof createRoute>[0]['middleware']>;
}) {
  const router = createRouter();
  router.openapi(
    createRoute({
      method: 'post',
      path: '/things',
      middleware: options.middleware,
      request: {
        body: {
          required: true,
          content: { 'application/json': { schema: z.strictObject({ title: z.string() }) } },
        },
      },
      responses: {
        200: {
          description: 'The body.',
          content: { 'application/json': { schema: z.object({ title: z.string() }) } },
        },
      },
    }),
    (c) => c.json(c.req.valid('json'), 200),
  );
  return router;
}

/** Asserts that an answer is a whole problem document of this kind, and returns it. */
export async function expectProblem(response: Response, slug: ProblemSlug): Promise<Problem> {
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  const document = problemSchema.strict().parse(await response.json());
  expect(document.type).toBe(`/problems/${slug}`);
  expect(response.status).toBe(document.status);
  expect(document.detail.length).toBeGreaterThan(20);
  return document;
}
