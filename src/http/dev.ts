import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { HttpEnv } from './env.js';
import type { IssueToken } from './issue-token.js';
import { jsonBody } from './json-body.js';
import { localOnly } from './local-only.js';
import { bodyProblems, problemResponses } from './problem-responses.js';
import { createRouter } from './router.js';
import { userId } from './user-id.js';

const makeToken = createRoute({
  method: 'post',
  path: '/dev/token',
  operationId: 'makeToken',
  summary: 'Make a token (development mode only)',
  tags: ['Development'],
  middleware: [localOnly, jsonBody],
  request: {
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.strictObject({
            user: userId.openapi({ example: 'ann' }),
            scope: z
              .string()
              .optional()
              .openapi({ example: 'admin', description: 'Names, separated by spaces.' }),
          }),
        },
      },
    },
  },
  responses: {
    200: {
      description: 'A token for the header `Authorization: Bearer <token>`, valid for 12 h.',
      content: { 'application/json': { schema: z.object({ token: z.string() }) } },
    },
    ...problemResponses('bad-request', 'misdirected-request', 'internal', ...bodyProblems),
  },
});

/** What only a server in development mode serves: `POST /dev/token` gives anybody a token for any user. */
export function devRoutes({ issue }: { issue: IssueToken }): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(makeToken, async (c) => {
    const { token } = await issue(c.req.valid('json'));
    return c.json({ token }, 200);
  });
  return router;
}
