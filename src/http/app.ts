import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { Logger } from '../log.js';
import { answerError } from './answer-error.js';
import { closedFor } from './closed-for.js';
import { crossOrigin } from './cross-origin.js';
import type { HttpEnv } from './env.js';
import { type Answered, frame, type Traced } from './frame.js';
import { problem } from './problem.js';
import { logRequests } from './request-log.js';
import { createRouter } from './router.js';

export type AppOptions = {
  /** What stands under /api. */
  api: OpenAPIHono<HttpEnv>[];
  /** What stands at the root, for operators and developers. */
  root: OpenAPIHono<HttpEnv>[];
  /** Whose pages may call the API in a browser; none by default. */
  corsOrigins?: readonly string[];
  /** Stands in front of all under /api. */
  rateLimit?: MiddlewareHandler<HttpEnv> | undefined;
  /** Why nothing under /api may be answered at the moment; `undefined` when all may. */
  closed?: () => string | undefined;
  /** What is answered where nothing is; a problem document by default. */
  notFound?: ((c: Context<HttpEnv>) => Response) | undefined;
  /** Measures requests. */
  measure?: (c: Context<HttpEnv>, answered: Answered) => void;
  /** Who is told of requests, as spans of a trace; nobody by default. */
  tracing?: Traced | undefined;
  log: Logger;
};

/**
 * The whole HTTP application: every answer, also an error, has an `X-Request-Id` and the security headers, and
 * every error is a problem document, unless `notFound` says otherwise.
 */
export function createApp(options: AppOptions): OpenAPIHono<HttpEnv> {
  const { api, root, corsOrigins = [], rateLimit, measure, closed, tracing, log } = options;
  const { notFound = (c) => problem(c, 'not-found') } = options;
  const app = createRouter();
  const observers = [logRequests(log), ...(measure ? [measure] : [])];
  const onNotFound = methodNotAllowed({ app, onMethodNotAllowed: refuseMethod });
  app.use(frame({ onNotFound, observers, tracing }));
  // Before the limit: a preflight is no request of the caller.
  if (corsOrigins.length > 0) app.use(crossOrigin(corsOrigins));
  if (closed !== undefined) app.use('/api/*', closedFor(closed));
  if (rateLimit !== undefined) app.use('/api/*', rateLimit);
  app.onError(answerError);
  app.notFound(notFound);
  for (const routes of root) app.route('/', routes);
  for (const routes of api) app.route('/api', routes);
  return app;
}

// RFC 9110 section 15.5.6: a 405 must say what is allowed.
function refuseMethod(c: Context<HttpEnv>, methods: string[]): Response {
  return problem(c, 'method-not-allowed', { headers: { Allow: methods.join(', ') } });
}
