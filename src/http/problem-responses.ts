import { problemMediaType, problemSchema } from './problem.js';
import { type ProblemSlug, type ProblemStatus, problems } from './problems.js';

type ProblemContent = { [problemMediaType]: { schema: typeof problemSchema } };

/** The part of a route's `responses` that its problems make: one entry for each status. */
export type ProblemResponses<Slug extends ProblemSlug> = {
  [Status in ProblemStatus<Slug>]: { description: string; content: ProblemContent };
};

/**
 * Declares the problems that a route may answer with. A handler that answers with a status that its
 * route does not declare does not compile, as long as each of the route's answers has a body.
 *
 * @example
 * ```ts
 * createRoute({
 *   responses: { 200: …, ...problemResponses('not-found', 'not-seller', 'ticket-reserved', 'ticket-sold') },
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
  return {
    description: sharing.map((slug) => `${problems[slug].title} (\`/problems/${slug}\`).`).join(' '),
    content: { [problemMediaType]: { schema: problemSchema } },
  };
}
