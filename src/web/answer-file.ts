import type { Context } from 'hono';
import { empty, type HttpEnv, knowsTag, problem } from '../http/index.js';
import type { BuiltPage, PageFile } from './built-page.js';
import { chooseEncoding } from './encoding.js';

/** All of the page comes from this server, and nothing in it is inline. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Answers with the page itself, which shows by itself what stands at its address, or that nothing does. */
export function answerPage(c: Context<HttpEnv>, page: BuiltPage, status: 200 | 404 = 200): Response {
  const headers = {
    'Content-Security-Policy': pagePolicy,
    // It names the files of one build: another build must be seen at once.
    'Cache-Control': 'no-cache',
  };
  return answerFile(c, page.get('index.html'), { status, headers });
}

/** Answers with a file in the smallest form that the caller can read, and says what it may keep it for. */
export function answerFile(
  c: Context<HttpEnv>,
  file: PageFile | undefined,
  { status = 200, headers }: { status?: 200 | 404; headers: Readonly<Record<string, string>> },
): Response {
  if (file === undefined) return problem(c, 'not-found');
  const encoding = chooseEncoding(c.req.header('Accept-Encoding'));
  const { body, etag } = file.variants[encoding];
  // Where nothing is, browsers and programs get different answers.
  const vary = status === 404 ? 'Accept, Accept-Encoding' : 'Accept-Encoding';
  const tagged = { ...headers, ETag: etag, Vary: vary };
  // RFC 9110 section 13.2.1: a condition is ignored where the answer without it would be an error.
  if (status === 200 && knowsTag(c, etag)) return empty(c, 304, tagged);
  return c.body(body, status, {
    ...tagged,
    'Content-Type': file.mediaType,
    ...(encoding !== 'identity' && { 'Content-Encoding': encoding }),
  });
}
