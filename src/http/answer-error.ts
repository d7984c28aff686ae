import type { ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { Unavailable } from '../bus/index.js';
import type { HttpEnv } from './env.js';
import { problem } from './problem.js';
import type { ProblemSlug } from './problems.js';

/**
 * Turns what a handler throws into a problem: a fault of the world into 503, one of the protocol into 4xx, and
 * everything else into a 500 that tells the caller nothing but the request id. The log of the request has the error.
 */
export const answerError: ErrorHandler<HttpEnv> = (error, c) => {
  if (error instanceof Unavailable) {
    const slug = error.reason === 'contended' ? 'overloaded' : error.reason;
    return problem(c, slug, { headers: { 'Retry-After': String(error.retryAfterSeconds) } });
  }
  const slug = error instanceof HTTPException ? protocolFaults[error.status] : undefined;
  return problem(c, slug ?? 'internal');
};

// What Hono and its validators throw by themselves.
const protocolFaults: Record<number, ProblemSlug> = {
  400: 'invalid-json',
  401: 'unauthenticated',
  404: 'not-found',
  413: 'body-too-large',
  415: 'unsupported-media-type',
};
