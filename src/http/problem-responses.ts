import { z } from '@hono/zod-openapi';
import { problemDocument, problemMediaType, problemSchema } from './problem.js';
import { type ProblemRow, type ProblemSlug, type ProblemStatus, problems } from './problems.js';

type ProblemContent = { [problemMediaType]: { schema: typeof problemSchema } };

/** The part of a route's `responses` that its problems make: one entry for each status. */
export type ProblemResponses<Slug extends ProblemSlug> = {
  [Status in ProblemStatus<Slug>]: { description: string; content: ProblemContent };
};

const ofAnyCall = ['bad-request', 'internal', 'unavailable'] as const satisfies ProblemSlug[];

const ofWriting = ['overloaded', 'outcome-unknown'] as const satisfies ProblemSlug[];

/** The problems that any call may answer with that counts against the limit of requests. */
export const callProblems = [...ofAnyCall, 'too-many-requests'] as const satisfies ProblemSlug[];

/** The same of a call that changes something. */
export const changeProblems = [...callProblems, ...ofWriting] as const satisfies ProblemSlug[];

/** The problems of a call that changes something and does not count against the limit. */
export const uncountedProblems = [...ofAnyCall, ...ofWriting] as const satisfies ProblemSlug[];

/** The problems that any route with a JSON body may answer with. */
export const bodyProblems = [
  'invalid-json',
  'body-too-large',
  'unsupported-media-type',
  'invalid-input',
] as const satisfies ProblemSlug[];

/**
 * Declares the problems that a route may answer with. A handler that answers with a status that its
 * route does not declare does not compile, as long as each of the route's answers has a body.
 *
 * @example
 * ```ts
 * createRoute({
 *   responses: { 200: …, ...problemResponses(...changeProblems, 'not-found', 'not-seller', 'ticket-sold') },
 * });
 * ```
 */
export function problemResponses<Slug extends ProblemSlug>(...slugs: Slug[]): ProblemResponses<Slug>;
export function problemResponses(...slugs: ProblemSlug[]): Record<number, object> {
  const statuses = new Set(slugs.map((slug) => problems[slug].status));
  return Object.fromEntries([...statuses].map((status) => [status, describeStatus(status, slugs)]));
}

function describeStatus(status: number, slugs: ProblemSlug[]) {
  const sharing = slugs.filter((slug) => problems[slug].status === status);
  const rows = sharing.map((slug): ProblemRow => problems[slug]);
  return {
    description: sharing.map((slug) => `${problems[slug].title} (\`/problems/${slug}\`).`).join(' '),
    headers: Object.fromEntries(
      rows.flatMap(({ headers = {} }) => Object.keys(headers)).map((name) => [name, headerDocs[name]]),
    ),
    content: {
      [problemMediaType]: {
        schema: problemSchema.extend({ type: z.enum(sharing.map((slug) => `/problems/${slug}`)) }),
        examples: Object.fromEntries(
          sharing.map((slug) => [slug, { value: problemDocument(slug, 'http://localhost/api/tickets') }]),
        ),
      },
    },
  };
}

const headerDocs: Record<string, object> = {
  'Retry-After': {
    description: 'After how many seconds to try again (RFC 9110 section 10.2.3).',
    required: true,
    schema: { type: 'integer', minimum: 1 },
  },
  'WWW-Authenticate': {
    description: 'How to prove who one is (RFC 9110 section 11.6.1).',
    required: true,
    schema: { type: 'string' },
  },
};
