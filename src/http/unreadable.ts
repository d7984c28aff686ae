import { RequestError } from '@hono/node-server';
import type { Logger } from '../log.js';
import { bareProblem } from './bare-problem.js';

/** Answers requests that do not reach the application, such as one whose Host header makes no URL. */
export function answerUnreadable(log: Logger): (error: unknown) => Response {
  return (error) => {
    const slug = error instanceof RequestError ? 'bad-request' : 'internal';
    const { requestId, status, headers, body } = bareProblem(slug);
    if (slug === 'internal')
      log.error({ requestId, err: error }, 'a request failed outside of the application');
    return new Response(body, { status, headers });
  };
}
