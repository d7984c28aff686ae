import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Registry } from 'prom-client';
import { createRouter, type HttpEnv, problemResponses } from '../http/index.js';

const scrape = createRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  summary: 'Numbers for Prometheus',
  tags: ['Operations'],
  responses: {
    200: {
      description: 'The text format of Prometheus.',
      content: { 'text/plain': { schema: z.string() } },
    },
    ...problemResponses('bad-request', 'internal'),
  },
});

/**
 * `GET /metrics`: all that is registered.
 *
 * @param refresh brings what is read anew for each scrape up to date; must not reject
 */
export function metricsRoutes(registry: Registry, refresh: () => Promise<void>): OpenAPIHono<HttpEnv> {
  return createRouter().openapi(scrape, async (c) => {
    await refresh();
    return c.text(await registry.metrics(), 200, {
      'Content-Type': registry.contentType,
      'Cache-Control': 'no-store',
    });
  });
}
