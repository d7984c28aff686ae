import { randomUUID } from 'node:crypto';
import { RequestError } from '@hono/node-server';
import type { Logger } from '../log.js';
import { problemDocument, problemMediaType } from './problem.js';
import { problems } from './problems.js';

/** Those of the application, which this answer does not pass through, as far as they concern an error. */
const SECURITY_HEADERS = {
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=15552000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'SAMEORIGIN',
};

/** Answers requests that do not reach the application, such as one whose Host header makes no URL. */
export function answerUnreadable(log: Logger): (error: unknown) => Response {
  return (error) => {
    const requestId = randomUUID();
    const slug = error instanceof RequestError ? 'bad-request' : 'internal';
    if (slug === 'internal')
      log.error({ requestId, err: error }, 'a request failed outside of the application');
    return Response.json(problemDocument(slug, 'http://localhost/'), {
      status: problems[slug].status,
      headers: { ...SECURITY_HEADERS, 'Content-Type': problemMediaType, 'X-Request-Id': requestId },
    });
  };
}
