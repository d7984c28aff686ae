import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { createRouter, empty, type HttpEnv, json, knowsTag, problem } from '../http/index.js';
import type { BuiltPage, PageFile } from './built-page.js';
import { chooseEncoding } from './encoding.js';
import type { PageSettings } from './settings.js';

/** Where the page can be opened; its own routes are the same, and a test compares the two. */
export const pagePaths = [
  '/',
  '/tickets/:id',
  '/orders',
  '/sell',
  '/sign-in',
  '/trace/:ticketId',
  '/console',
] as const;

/** All of the page comes from this server, and nothing in it is inline. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The page and what it is made of; none of it is part of the published contract. */
export function createWebRoutes(page: BuiltPage, settings: PageSettings): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  for (const path of pagePaths) {
    router.get(path, (c) =>
      answerFile(c, page.get('index.html'), {
        'Content-Security-Policy': pagePolicy,
        // It names the files of one build: another build must be seen at once.
        'Cache-Control': 'no-cache',
      }),
    );
  }
  router.get('/assets/:file', (c) =>
    // The name holds a digest of the content, so what has that name never changes.
    answerFile(c, page.get(`assets/${c.req.param('file')}`), {
      'Cache-Control': 'public, max-age=31536000, immutable',
    }),
  );
  router.get('/web/settings.json', (c) => json(c, settings, 200, { 'Cache-Control': 'no-cache' }));
  return router;
}

function answerFile(c: Context<HttpEnv>, file: PageFile | undefined, own: Record<string, string>) {
  if (file === undefined) return problem(c, 'not-found');
  const encoding = chooseEncoding(c.req.header('Accept-Encoding'));
  const { body, etag } = file.variants[encoding];
  const headers = { ...own, ETag: etag, Vary: 'Accept-Encoding' };
  if (knowsTag(c, etag)) return empty(c, 304, headers);
  return c.body(body, 200, {
    ...headers,
    'Content-Type': file.mediaType,
    ...(encoding !== 'identity' && { 'Content-Encoding': encoding }),
  });
}
