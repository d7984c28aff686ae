import { createHash } from 'node:crypto';
import { createRoute } from '@hono/zod-openapi';
import type { SubjectReader } from '../bus/index.js';
import {
  type Auth,
  callProblems,
  createRouter,
  empty,
  ifNoneMatchParameter,
  json,
  jsonContent,
  knowsTag,
  problem,
  problemResponses,
  tokenOptional,
} from '../http/index.js';
import { tracePath, traceSchema } from './schemas.js';
import { shareReads } from './share-reads.js';
import { show } from './show.js';

export interface TraceRoutesOptions {
  readonly subjects: SubjectReader;
  readonly auth: Auth;
}

/** The most changes of each stream: more than anybody looks at, and few enough to be read in some milliseconds. */
const MOST_CHANGES = 100;

/** The calls under `/traces`. */
export function createTraceRoutes({ subjects, auth }: TraceRoutesOptions) {
  const read = shareReads((ticketId) => subjects.read(ticketId, { limit: MOST_CHANGES }));
  const trace = createRoute({
    method: 'get',
    path: '/traces/{ticketId}',
    operationId: 'getTrace',
    summary: 'See how a ticket stands in both modules, and what is on its way between them',
    description,
    tags: ['Operations'],
    security: tokenOptional,
    middleware: [auth.optionalUser],
    parameters: [ifNoneMatchParameter],
    request: { params: tracePath },
    responses: {
      200: { description: 'The trace.', headers: tagHeader, content: jsonContent(traceSchema) },
      304: { description: 'The trace is the one that If-None-Match names.', headers: tagHeader },
      ...problemResponses(...callProblems, 'unauthenticated', 'not-found'),
    },
  });

  return createRouter().openapi(trace, async (c) => {
    const { ticketId } = c.req.valid('param');
    const lines = await read(ticketId);
    if (!lines) return problem(c, 'not-found');
    const isOperator = c.get('viewer')?.scopes.has('admin') ?? false;
    const shown = show(ticketId, lines, { isOperator });
    const digest = createHash('sha256').update(JSON.stringify(shown)).digest('base64url');
    const headers = { ETag: `"${digest}"`, 'Cache-Control': 'no-cache', Vary: 'Authorization' };
    return knowsTag(c, headers.ETag) ? empty(c, 304, headers) : json(c, shown, 200, headers);
  });
}

const tagHeader = {
  ETag: {
    description: 'A digest of the trace, for If-None-Match (RFC 9110 section 8.8.3).',
    required: true,
    schema: { type: 'string' as const },
  },
};

const description = `
The newest entries about the ticket in both streams, at most ${MOST_CHANGES} changes of each, and what became of each
in the consumer group that reads it. Nothing in it tells who a buyer is. What a dead letter is called, and why it is
one, is told to who has the scope \`admin\`.
`.trim();
