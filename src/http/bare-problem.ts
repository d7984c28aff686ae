import { randomUUID } from 'node:crypto';
import { problemDocument, problemMediaType } from './problem.js';
import { type ProblemRow, type ProblemSlug, problems } from './problems.js';

/** Those of the application, which these answers do not pass through, as far as they concern an error. */
const SECURITY_HEADERS = {
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=15552000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'SAMEORIGIN',
};

export type BareProblem = {
  requestId: string;
  status: ProblemRow['status'];
  headers: Record<string, string>;
  body: string;
};

/**
 * A problem for a request that does not reach the application, whole and with all the headers that others have.
 *
 * @param path of the request, where it could be read
 */
export function bareProblem(slug: ProblemSlug, path = '/'): BareProblem {
  const row: ProblemRow = problems[slug];
  const requestId = randomUUID();
  const url = path.startsWith('/') ? `http://localhost${path}` : 'http://localhost/';
  const body = JSON.stringify(problemDocument(slug, url));
  return {
    requestId,
    status: row.status,
    headers: {
      ...SECURITY_HEADERS,
      ...row.headers,
      'Content-Type': problemMediaType,
      'Content-Length': String(Buffer.byteLength(body)),
      'X-Request-Id': requestId,
    },
    body,
  };
}
