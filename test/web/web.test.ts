import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { createApp, createRouter } from '../../src/http/index.js';
import { createLog } from '../../src/log.js';
import { builtPageDir, readBuiltPage } from '../../src/web/built-page.js';
import { createNotFound } from '../../src/web/not-found.js';
import { createWebRoutes, pagePaths } from '../../src/web/routes.js';
import { pageSettings } from '../../src/web/settings.js';
import { appWith, expectProblem } from '../http/fixtures.js';

const built = await readBuiltPage();
const app = createApp({
  ...{ api: [createRouter()], root: [], log: createLog('silent') },
  notFound: createNotFound(built),
});
app.route('/', createWebRoutes(built, pageSettings({ mode: 'development', currency: 'usd' })));

/** What a browser sends when somebody opens an address. */
const OPENED = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

const examples = pagePaths.map((path) => path.replaceAll(/:\w+/g, '019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000'));

test.each(examples)(
  'the page is opened at %s, under a policy that lets in nothing from elsewhere',
  async (path) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.headers.get('content-security-policy')?.split('; ').sort()).toEqual([
      ...["base-uri 'none'", "connect-src 'self'", "default-src 'none'", "form-action 'self'"],
      ...["frame-ancestors 'none'", "img-src 'self'", "script-src 'self'", "style-src 'self'"],
    ]);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  },
);

test('the page names only files of this server, all of which are there, and holds no script or style', async () => {
  const html = await (await get('/')).text();
  const links = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link]) => String(link));
  expect(links.length).toBeGreaterThan(2);
  for (const link of links) {
    expect(link).toMatch(/^\/assets\/[\w.-]+$/);
    expect((await get(link)).status).toBe(200);
  }
  expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:/i);
});

test('the page has a tag: who has it is told so, 304, until there is another build', async () => {
  const first = await get('/');
  const tag = first.headers.get('etag') ?? '';
  expect(tag).toMatch(/^"[\w-]{43}"$/);
  const again = await get('/orders', { 'if-none-match': `W/${tag}` });
  expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag]);
  expect(again.headers.get('content-security-policy')).not.toBeNull();
  expect((await get('/', { 'if-none-match': '"other"' })).status).toBe(200);
});

test('files of the page are kept for ever, as their names change with them', async () => {
  for (const path of assets()) {
    const { status, headers } = await get(`/${path}`);
    expect([path, status, headers.get('cache-control')]).toEqual([
      path,
      200,
      'public, max-age=31536000, immutable',
    ]);
    expect(path).toMatch(/-[\w-]{8}\.(js|css|svg)$/);
  }
});

test('each file is there as it is, and compressed with br and gzip, each with a tag of its own', async () => {
  for (const path of ['', ...assets()]) {
    const plain = await bytes(path, 'identity');
    const zipped = await bytes(path, 'gzip');
    const smallest = await bytes(path, 'gzip, br');
    expect([path, ...[plain, zipped, smallest].map(({ encoding }) => encoding)]).toEqual([
      ...[path, null, 'gzip', 'br'],
    ]);
    expect(gunzipSync(zipped.body).equals(plain.body)).toBe(true);
    expect(brotliDecompressSync(smallest.body).equals(plain.body)).toBe(true);
    expect(new Set([plain, zipped, smallest].map(({ tag }) => tag)).size).toBe(3);
    expect(new Set([plain, zipped, smallest].map(({ vary }) => vary))).toEqual(new Set(['Accept-Encoding']));
  }
});

test('HEAD: the headers of GET, and no body', async () => {
  for (const path of ['/', `/${assets()[0]}`, '/web/settings.json']) {
    const head = await app.request(path, { method: 'HEAD' });
    const whole = await get(path);
    expect([head.status, await head.text()]).toEqual([200, '']);
    for (const name of ['content-type', 'etag', 'cache-control'])
      expect([name, head.headers.get(name)]).toEqual([name, whole.headers.get(name)]);
  }
});

test.each([
  '/assets/nothing.js',
  '/assets/',
  '/assets/..%2Findex.html',
  '/assets/index.html',
  '/index.html',
  '/tickets',
  '/web/',
  '/nonsense',
  '/favicon.ico',
  '/api/nonsense',
])('%s, where nothing is: 404, and to a program a problem document', async (path) => {
  const accepts = [undefined, '*/*', 'application/json', 'image/avif,image/*,*/*;q=0.8', 'text/html;q=0'];
  for (const accept of accepts)
    await expectProblem(await get(path, accept === undefined ? {} : { accept }), 'not-found');
});

test.each(['/nonsense', '/tickets', '/trace/', '/index.html', '/apis'])(
  '%s, where nothing is, opened by somebody: 404, and the page, which says so',
  async (path) => {
    const answer = await get(path, OPENED);
    const page = await get('/');
    expect([answer.status, await answer.text()]).toEqual([404, await page.text()]);
    for (const name of ['content-type', 'content-security-policy', 'cache-control'])
      expect([name, answer.headers.get(name)]).toEqual([name, page.headers.get(name)]);
    expect(answer.headers.get('vary')).toBe('Accept, Accept-Encoding');
    const known = { ...OPENED, 'if-none-match': page.headers.get('etag') ?? '' };
    expect((await get(path, known)).status).toBe(404);
    const head = await app.request(path, { method: 'HEAD', headers: OPENED });
    expect([head.status, await head.text()]).toEqual([404, '']);
  },
);

test.each(['/api', '/api/nonsense', '/assets/nothing.js'])(
  '%s is for programs: a problem document, whoever asks',
  async (path) => {
    await expectProblem(await get(path, OPENED), 'not-found');
  },
);

test('what is sent where nothing is: a problem document, also by a browser', async () => {
  const answer = await app.request('/nonsense', { method: 'POST', headers: OPENED });
  await expectProblem(answer, 'not-found');
});

test('only GET and HEAD: anything else is 405', async () => {
  const answer = await app.request('/', { method: 'POST' });
  expect(answer.headers.get('allow')).toContain('GET');
  await expectProblem(answer, 'method-not-allowed');
});

test.each([
  [{ mode: 'development', currency: 'usd' }, { by: 'name' }],
  [{ mode: 'production', currency: 'eur' }, { by: 'nothing' }],
  [
    { mode: 'production', currency: 'eur', signInUrl: 'https://id.example/' },
    { by: 'url', url: 'https://id.example/' },
  ],
] as const)('settings of %j: one signs in %j', async (config, signIn) => {
  const other = appWith(createRouter());
  other.route('/', createWebRoutes(built, pageSettings(config)));
  const answer = await other.request('/web/settings.json');
  expect(await answer.json()).toEqual({ mode: config.mode, currency: config.currency, signIn });
  expect(answer.headers.get('cache-control')).toBe('no-cache');
});

test('a page that is not built: a sentence that says what to do', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-page-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const sentence = /^The page is not built: there is no .*index\.html\. Run npm run build, or set WEB=off/;
  await expect(readBuiltPage(join(dir, 'nowhere'))).rejects.toThrow(sentence);
  await writeFile(join(dir, 'index.html.gz'), '');
  await expect(readBuiltPage(dir)).rejects.toThrow(sentence);
});

test('the server opens the paths that the page has a route for, and no others', async () => {
  const table = await readFile('web/routes.ts', 'utf8');
  const own = [...table.matchAll(/^ {2}'(\/[^']*)': \w+,$/gm)].map(([, path]) => path);
  expect(own.toSorted()).toEqual(pagePaths.toSorted());
});

test('all the script of the page is under 60 KB compressed', async () => {
  const scripts = assets().filter((path) => path.endsWith('.js'));
  const sizes = await Promise.all(
    scripts.map(async (path) => gzipSync((await bytes(path, 'identity')).body).length),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  expect(total, `in ${builtPageDir}`).toBeGreaterThan(5000);
  expect(total, `in ${builtPageDir}`).toBeLessThan(60_000);
});

function assets(): string[] {
  return [...built.keys()].filter((path) => path.startsWith('assets/'));
}

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return Promise.resolve(app.request(path, { headers }));
}

async function bytes(path: string, accepted: string) {
  const answer = await get(`/${path}`, { 'accept-encoding': accepted });
  expect(answer.status).toBe(200);
  const { headers } = answer;
  return {
    body: Buffer.from(await answer.arrayBuffer()),
    encoding: headers.get('content-encoding'),
    tag: headers.get('etag'),
    vary: headers.get('vary'),
  };
}
