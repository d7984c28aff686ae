import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { createMiddleware } from 'hono/factory';
import type { HttpEnv } from './env.js';

/**
 * Lets pages of these origins call the API in a browser (CORS, in the Fetch standard); `*` alone is any. There are no
 * credentials in it: a token travels in a header that the page sets itself.
 *
 * `Cross-Origin-Resource-Policy: same-origin` does not stand in the way: a browser looks at it only for requests
 * without CORS, such as that of an `<img>` (Fetch standard, HTTP fetch: "response tainting is `opaque`").
 */
export function crossOrigin(origins: readonly string[]): MiddlewareHandler<HttpEnv> {
  const allow = cors({
    origin: origins.includes('*') ? '*' : [...origins],
    allowMethods: ['GET', 'POST', 'PATCH', 'DELETE'],
    allowHeaders: sentHeaders,
    exposeHeaders: answeredHeaders,
    maxAge: 24 * 60 * 60,
  });
  return createMiddleware<HttpEnv>((c, next) => {
    // Only a preflight has that header; any other OPTIONS is a method that nothing here knows.
    const isPreflight = c.req.header('Access-Control-Request-Method') !== undefined;
    return c.req.method === 'OPTIONS' && !isPreflight ? next() : allow(c, next);
  });
}

const sentHeaders = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'Last-Event-ID',
  'X-Request-Id',
  'traceparent',
];

const answeredHeaders = [
  'ETag',
  'Idempotency-Replayed',
  'Link',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'X-Request-Id',
];
