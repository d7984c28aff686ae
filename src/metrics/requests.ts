import type { Context } from 'hono';
import type { Registry } from 'prom-client';
import type { Answered, HttpEnv } from '../http/index.js';
import { createHistogram } from './histogram.js';

/** How long an answer takes, in seconds: from what nobody notices to where the promise of 2 s is broken. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2];

/** Those that a route may have; HTTP knows dozens more, and a stranger must not make a series of each. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Measures every request. The pattern of its route stands for the path, so that no id becomes a label. */
export function measureRequests(registry: Registry): (c: Context<HttpEnv>, answered: Answered) => void {
  const observe = createHistogram(registry, {
    name: 'http_request_duration_seconds',
    help: 'Time until the answer to a request was ready.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
  });
  return (c, { route, status, durationMs }) => {
    const method = METHODS.has(c.req.method) ? c.req.method : 'other';
    observe({ method, route, status }, durationMs / 1000);
  };
}
