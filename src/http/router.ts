import { type Hook, OpenAPIHono } from '@hono/zod-openapi';
import type { HttpEnv } from './env.js';
import { invalidInput } from './invalid-input.js';
import { problem } from './problem.js';

/**
 * A router for the routes of one module. Input that fails its schema is answered with 422 `invalid-input`,
 * and a path parameter that fails its schema with 404 `not-found`: what is no id names nothing.
 *
 * Put `jsonBody` and the auth middleware in the route's `middleware`: they run before the validators.
 */
export function createRouter(): OpenAPIHono<HttpEnv> {
  return new OpenAPIHono<HttpEnv>({ defaultHook: answerInvalid });
}

const answerInvalid: Hook<unknown, HttpEnv, string, Response | undefined> = (result, c) => {
  if (result.success) return undefined;
  if (result.target === 'param') return problem(c, 'not-found');
  return problem(c, 'invalid-input', { errors: invalidInput(result.target, result.error) });
};
