import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { HttpEnv } from './env.js';
import { problem } from './problem.js';

/**
 * Answers every request with 503 while there is a reason to. An answer from data that is not the right one would be
 * worse than none: a payment provider that is told 404 does not come back.
 *
 * @param reason `undefined` while requests may be answered
 */
export function closedFor(reason: () => string | undefined): MiddlewareHandler<HttpEnv> {
  return createMiddleware<HttpEnv>((c, next) =>
    reason() === undefined ? next() : Promise.resolve(problem(c, 'unavailable')),
  );
}
