import { expect, test } from 'vitest';
import { createApp } from '../../src/http/index.js';
import { createLog } from '../../src/log.js';
import type { BuiltPage } from '../../src/web/built-page.js';
import { createNotFound } from '../../src/web/not-found.js';
import { createWebRoutes, pagePaths } from '../../src/web/routes.js';
import { pageSettings } from '../../src/web/settings.js';

const variant = { body: new Uint8Array(), etag: '"x"' };
const variants = { br: variant, gzip: variant, identity: variant };
const page: BuiltPage = new Map([['index.html', { mediaType: 'text/html', variants }]]);
const app = createApp({ api: [], root: [], log: createLog('silent'), notFound: createNotFound(page) });
app.route('/', createWebRoutes(page, pageSettings({ mode: 'production', currency: 'usd' })));

test.each([...pagePaths, '/nonsense'])(
  '%s: a policy that lets in nothing from elsewhere, and nothing inline',
  async (path) => {
    const { headers } = await app.request(path, { headers: { accept: 'text/html' } });
    expect(headers.get('content-type')).toBe('text/html');
    expect(headers.get('content-security-policy')?.split('; ').sort()).toEqual([
      ...["base-uri 'none'", "connect-src 'self'", "default-src 'none'", "form-action 'self'"],
      ...["frame-ancestors 'none'", "img-src 'self'", "script-src 'self'", "style-src 'self'"],
    ]);
  },
);
