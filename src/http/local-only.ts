import { createMiddleware } from 'hono/factory';
import { isLoopback } from '../loopback.js';
import type { HttpEnv } from './env.js';
import { problem } from './problem.js';

/**
 * Refuses what was sent to another name than one of this machine alone. A page of anybody's can have its own name lead to
 * this machine, and is of the same origin to a browser then (DNS rebinding): what serves everybody must not serve that.
 */
export const localOnly = createMiddleware<HttpEnv>((c, next) => {
  const isOurs = isLoopback(new URL(c.req.url).hostname);
  return isOurs ? next() : Promise.resolve(problem(c, 'misdirected-request'));
});
