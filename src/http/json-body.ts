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
  const parsed = parse(body.text);
  if ('mistake' in parsed) return problem(c, 'invalid-json', { detail: parsed.mistake });
  c.set('body', parsed.value);
  return next();
});

function parse(text: string): { readonly value: unknown } | { readonly mistake: string } {
  if (text.trim() === '') return { mistake: 'The body is empty; send a JSON object.' };
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { mistake: `The body is not valid JSON: ${reason}.` };
  }
}
