import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import type { Logger } from '../log.js';
import type { HttpEnv } from './env.js';

/**
 * Writes one line for each request when its answer is ready, with whatever was thrown. The pattern of the route stands
 * for the path, which may hold anything.
 */
export function logRequests(log: Logger): MiddlewareHandler<HttpEnv> {
  return createMiddleware<HttpEnv>(async (c, next) => {
    const startedAt = performance.now();
    await next();
    const { status } = c.res;
    const { level, message } = verdictOn(c.req.path, status);
    if (!log.isLevelEnabled(level)) return;
    const durationMs = Math.round((performance.now() - startedAt) * 1000) / 1000;
    log[level]({ ...identityOf(c), status, durationMs, ...(c.error && { err: c.error }) }, message);
  });
}

function verdictOn(path: string, status: number) {
  if (status === 503) return { level: 'warn', message: 'a request could not be served now' } as const;
  if (status >= 500) return { level: 'error', message: 'a request failed' } as const;
  // Probes come every few seconds for ever.
  const probe = path === '/healthz' || path === '/readyz';
  return { level: probe ? 'debug' : 'info', message: 'a request was answered' } as const;
}

function identityOf(c: Context<HttpEnv>) {
  return {
    requestId: c.get('requestId'),
    traceId: c.get('trace').traceId,
    method: c.req.method,
    route: routePath(c, -1),
    userId: c.get('user')?.id ?? c.get('viewer')?.id,
  };
}
