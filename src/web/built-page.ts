import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Encoding, encodings } from './encoding.js';

/** One form of a file, with the entity tag that is its own: two encodings of a file are two representations. */
export interface PageVariant {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly etag: string;
}

/** A file of the page, in all the forms that the build has made of it. */
export interface PageFile {
  readonly mediaType: string;
  readonly variants: Readonly<Record<Encoding, PageVariant>>;
}

/** The files of the page by their paths, such as `index.html` and `assets/main-1a2b3c4d.js`. */
export type BuiltPage = ReadonlyMap<string, PageFile>;

/** Beside the server's own code, and found from its sources as well. */
export const builtPageDir = fileURLToPath(new URL('../../dist/page/', import.meta.url));

/**
 * Reads the page that `npm run build` has made. All of it is kept in memory: it is smaller than the code that would
 * read it again for each request.
 *
 * @throws Error with a sentence for the operator when it is not there
 */
export async function readBuiltPage(dir = builtPageDir): Promise<BuiltPage> {
  const files = await filesIn(dir);
  const paths = files.filter((path) => !/\.(br|gz)$/.test(path));
  if (!paths.includes('index.html')) {
    throw new Error(
      `The page is not built: there is no ${join(dir, 'index.html')}. ` +
        'Run npm run build, or set WEB=off to serve the API alone.',
    );
  }
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readPageFile(dir, path)] as const)),
  );
}

async function filesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(dir, join(parentPath, name)).replaceAll('\\', '/'));
}

async function readPageFile(dir: string, path: string): Promise<PageFile> {
  const mediaType = mediaTypes[extname(path)];
  if (mediaType === undefined) throw new Error(`The page has a file of an unknown type: ${path}.`);
  const [br, gzip, identity] = await Promise.all(
    encodings.map((encoding) => readVariant(join(dir, `${path}${suffixes[encoding]}`))),
  );
  if (!(br && gzip && identity)) throw new Error(`The page has no file ${path}.`);
  return { mediaType, variants: { br, gzip, identity } };
}

async function readVariant(path: string): Promise<PageVariant> {
  const body = Uint8Array.from(await readFile(path));
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` };
}

const suffixes: Readonly<Record<Encoding, string>> = { br: '.br', gzip: '.gz', identity: '' };

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};
