import type { OpenAPIHono } from '@hono/zod-openapi';
import { createRouter, type HttpEnv, json } from '../http/index.js';
import { answerFile, answerPage } from './answer-file.js';
import type { BuiltPage } from './built-page.js';
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

/** The page and what it is made of; none of it is part of the published contract. */
export function createWebRoutes(page: BuiltPage, settings: PageSettings): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  for (const path of pagePaths) router.get(path, (c) => answerPage(c, page));
  router.get('/assets/:file', (c) =>
    answerFile(c, page.get(`assets/${c.req.param('file')}`), {
      // The name holds a digest of the content, so what has that name never changes.
      headers: { 'Cache-Control': 'public, max-age=31536000, immutable' },
    }),
  );
  router.get('/licences.txt', (c) =>
    answerFile(c, page.get('licences.txt'), { headers: { 'Cache-Control': 'no-cache' } }),
  );
  router.get('/web/settings.json', (c) => json(c, settings, 200, { 'Cache-Control': 'no-cache' }));
  return router;
}
