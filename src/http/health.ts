import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { HttpEnv } from './env.js';
import { inTime } from './in-time.js';
import { problemDocument, problemMediaType, problemSchema } from './problem.js';
import { problemResponses } from './problem-responses.js';
import { problems } from './problems.js';
import { createRouter } from './router.js';

const checkSchema = z
  .object({
    name: z.string(),
    ok: z.boolean(),
    detail: z.string().openapi({ description: 'What was seen, and what to do when the check fails.' }),
  })
  .openapi('Check');

/** One condition of being ready. */
export type Check = z.infer<typeof checkSchema>;

export type HealthOptions = {
  /** Runs every check. */
  checks: () => Promise<Check[]>;
};

const notReadySchema = problemSchema.extend({
  type: problemSchema.shape.type.openapi({
    enum: ['/problems/not-ready'],
    example: '/problems/not-ready',
  }),
  checks: z.array(checkSchema),
});

const live = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'isLive',
  summary: 'Is the process alive?',
  tags: ['Operations'],
  responses: {
    200: {
      description: 'It is.',
      content: { 'application/json': { schema: z.object({ status: z.literal('live') }) } },
    },
    ...problemResponses('bad-request', 'internal'),
  },
});

const ready = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'isReady',
  summary: 'Can the server do its work?',
  tags: ['Operations'],
  responses: {
    200: {
      description: 'It can.',
      content: {
        'application/json': {
          schema: z.object({ status: z.literal('ready'), checks: z.array(checkSchema) }),
        },
      },
    },
    503: {
      description: 'It can not; `checks` says why (`/problems/not-ready`).',
      content: { [problemMediaType]: { schema: notReadySchema } },
    },
    ...problemResponses('bad-request', 'internal'),
  },
});

/** `GET /healthz`, which only says that the process answers, and `GET /readyz`, which runs the checks. */
export function healthRoutes({ checks }: HealthOptions): OpenAPIHono<HttpEnv> {
  const run = shareRuns(() => endInTime(checks));
  const router = createRouter();
  router.openapi(live, (c) => c.json({ status: 'live' as const }, 200, notStored));
  router.openapi(ready, async (c) => {
    const results = await run();
    const failed = results.filter((check) => !check.ok);
    if (failed.length === 0) return c.json({ status: 'ready' as const, checks: results }, 200, notStored);
    const detail = failed.map((check) => `${check.name}: ${check.detail}`).join('; ');
    return c.json({ ...problemDocument('not-ready', c.req.url, { detail }), checks: results }, 503, {
      ...notStored,
      ...problems['not-ready'].headers,
      'Content-Type': problemMediaType,
    });
  });
  return router;
}

const notStored = { 'Cache-Control': 'no-store' };

const timeLimitMs = 1500;

async function endInTime(checks: () => Promise<Check[]>): Promise<Check[]> {
  const detail = `The checks did not end within ${timeLimitMs} ms; look for a service that hangs.`;
  return (await inTime(checks(), timeLimitMs)) ?? [{ name: 'checks', ok: false, detail }];
}

// Probes of several balancers must not multiply the work of the checks.
function shareRuns<Result>(run: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | undefined;
  return () => {
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  };
}
