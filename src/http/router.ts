import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { Context, Handler, MiddlewareHandler } from 'hono';
import type { HttpEnv } from './env.js';
import { type InputCheck, inputChecks } from './input-checks.js';
import { invalidInput } from './invalid-input.js';
import { problem } from './problem.js';

/**
 * A router for the routes of one module. Input that fails its schema is answered with 422 `invalid-input`,
 * and a path parameter that fails its schema with 404 `not-found`: what is no id names nothing.
 *
 * Put `jsonBody` and the auth middleware in the route's `middleware`: they run before the input is checked.
 *
 * The checks run together with the handler. Those of `OpenAPIHono` are asynchronous middlewares, one for each part of
 * a request, and cost more than all that they check (docs/performance.md).
 */
export function createRouter(): OpenAPIHono<HttpEnv> {
  const router = new OpenAPIHono<HttpEnv>();
  return Object.assign(router, {
    openapi(route: RouteConfig & Guarded, handler: Handler<HttpEnv>): OpenAPIHono<HttpEnv> {
      const { middleware = [], ...documented } = route;
      router.openAPIRegistry.registerPath(documented);
      const path = route.path.replaceAll(/\{(.+?)\}/g, ':$1');
      router.on([route.method], [path], ...[middleware].flat(), checked(inputChecks(route), handler));
      return router;
    },
  });
}

type Guarded = { middleware?: MiddlewareHandler | MiddlewareHandler[] };

function checked(checks: readonly InputCheck[], handler: Handler<HttpEnv>): Handler<HttpEnv> {
  return (c, next) => firstRefusal(checks, c) ?? handler(c, next);
}

function firstRefusal(checks: readonly InputCheck[], c: Context<HttpEnv>): Response | undefined {
  for (const { target, schema, read } of checks) {
    const { success, data, error } = schema.safeParse(read(c));
    if (!success && target === 'param') return problem(c, 'not-found');
    if (!success) return problem(c, 'invalid-input', { errors: invalidInput(target, error) });
    // What a schema makes nothing of is found as `undefined`.
    if (data !== undefined && data !== null) c.req.addValidatedData(target, data);
  }
  return undefined;
}
