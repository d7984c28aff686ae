import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { HttpEnv } from './env.js';
import { problem } from './problem.js';
import { readText } from './read-text.js';

const maxBodyBytes = 64 * 1024;
const jsonMediaType = /^application\/(?:[\w!#$&^.+-]+\+)?json[ \t]*(?:;|$)/i;

/**
 * Reads the JSON body of a route: 415 for another media type, 413 over 64 KiB, 400 for what is not JSON.
 * It stands first in the route's `middleware`, so that these answers come before 401 and 422.
 */
export const jsonBody = createMiddleware<HttpEnv>(async (c, next) => {
  if (!jsonMediaType.test(c.req.header('Content-Type') ?? '')) return problem(c, 'unsupported-media-type');
  const body = await readText(c, { maxBytes: maxBodyBytes });
  if (body.outcome === 'too-large') return problem(c, 'body-too-large');
  if (body.outcome === 'cut-off') return problem(c, 'bad-request', { detail: 'The body ended too early.' });
  const mistake = findMistake(body.text);
  if (mistake !== undefined) return problem(c, 'invalid-json', { detail: mistake });
  settleMediaType(c);
  return next();
});

function findMistake(text: string): string | undefined {
  if (text.trim() === '') return 'The body is empty; send a JSON object.';
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `The body is not valid JSON: ${error instanceof Error ? error.message : String(error)}.`;
  }
}

// The validators behind know fewer spellings of the media type, and would answer 415 after 401 for
// `application/json ; charset=utf-8`, which RFC 9110 section 8.3.1 allows.
function settleMediaType(c: Context): void {
  if (c.req.header('Content-Type') !== 'application/json')
    c.req.raw.headers.set('Content-Type', 'application/json');
}
