import { randomUUID } from 'node:crypto';
import { RequestError } from '@hono/node-server';
import type { Logger } from '../log.js';
import { problemDocument, problemMediaType } from './problem.js';
import { problems } from './problems.js';

/** Answers requests that do not reach the application, such as one whose Host header makes no URL. */
export function answerUnreadable(log: Logger): (error: unknown) => Response {
  return (error) => {
    const requestId = randomUUID();
    const slug = error instanceof RequestError ? 'bad-request' : 'internal';
    if (slug === 'internal')
      log.error({ requestId, err: error }, 'a request failed outside of the application');
    return Response.json(problemDocument(slug, 'http://localhost/'), {
      status: problems[slug].status,
      headers: { 'Content-Type': problemMediaType, 'X-Request-Id': requestId },
    });
  };
}
