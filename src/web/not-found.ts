import type { Context } from 'hono';
import { type HttpEnv, problem } from '../http/index.js';
import { acceptedIn } from './accepted.js';
import { answerPage } from './answer-file.js';
import type { BuiltPage } from './built-page.js';

/**
 * What is answered where nothing is: to a person who has opened the address the page, which says so and has a menu to go
 * on with; to a program, and below `/api` to everybody, a problem document. Both are 404.
 */
export function createNotFound(page: BuiltPage): (c: Context<HttpEnv>) => Response {
  return (c) =>
    isOpened(c) ? answerPage(c, page, 404) : problem(c, 'not-found', { headers: { Vary: 'Accept' } });
}

/** A browser names the media type when somebody opens an address; programs, scripts and images do not. */
function isOpened({ req }: Context<HttpEnv>): boolean {
  const isRead = req.method === 'GET' || req.method === 'HEAD';
  const isApi = /^\/api(\/|$)/.test(req.path);
  return isRead && !isApi && (acceptedIn(req.header('Accept')).get('text/html') ?? 0) > 0;
}
