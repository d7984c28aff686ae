import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { parsePosition } from '../bus/index.js';
import {
  type Auth,
  callProblems,
  createRouter,
  type HttpEnv,
  problem,
  problemResponses,
  tokenOptional,
} from '../http/index.js';
import type { Audience } from './audience.js';

export interface LiveRoutesOptions {
  readonly audience: Audience;
  readonly auth: Auth;
  /** How many ids a position has. */
  readonly places: number;
}

/** `GET /events`: what happens, as it happens. */
export function createLiveRoutes({ audience, auth, places }: LiveRoutesOptions): OpenAPIHono<HttpEnv> {
  const follow = createRoute({
    method: 'get',
    path: '/events',
    operationId: 'followEvents',
    summary: 'Watch tickets and your orders live',
    description,
    tags: ['Live'],
    security: tokenOptional,
    middleware: [auth.optionalUser],
    request: {
      headers: z.object({
        'last-event-id': z
          .string()
          .transform((text, context) => {
            const position = parsePosition(text, places);
            if (position) return position;
            context.addIssue('No id of an event of this server; leave it out to begin anew.');
            return z.NEVER;
          })
          .optional()
          .openapi({
            type: 'string',
            description: 'The `id` of the last event that was seen: tells again what came after it.',
          }),
      }),
    },
    responses: {
      200: {
        description: 'Events, until one of the two sides ends it.',
        content: { 'text/event-stream': { schema: z.string().openapi({ example: exampleStream }) } },
      },
      ...problemResponses(...callProblems, 'overloaded', 'unauthenticated', 'invalid-input'),
    },
  });

  return createRouter().openapi(follow, async (c) => {
    const headers = {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      // A proxy that collected the answer first would never pass anything on.
      'X-Accel-Buffering': 'no',
    };
    if (c.req.method === 'HEAD') return c.body(null, 200, headers);
    const events = await audience.join({
      user: c.get('viewer'),
      caller: c.get('caller'),
      after: c.req.valid('header')['last-event-id'],
      signal: c.req.raw.signal,
      cut: () => c.env.outgoing?.destroy(),
    });
    if (!events) return problem(c, 'too-many-requests', { detail: TOO_MANY, headers: LATER });
    return c.body(events, 200, headers);
  });
}

const TOO_MANY = 'You watch with too many clients already; close one of them, or wait until one has ended.';

/** Who has that many is in no hurry. */
const LATER = { 'Retry-After': '10' };

const description = `
Server-Sent Events. \`ticket\` for everybody: a ticket was listed, changed or withdrawn. \`order\` for the buyer, with
their token: an order of theirs was made, or has changed. The data of both is an event of the streams
(\`/asyncapi.json\`) with the whole new state in \`data\`.

\`id\` says how far you have seen; after a lost connection, sent as \`Last-Event-ID\`, it brings what you missed.
\`reset\` says that this is no longer known: read anew what you show. The stream ends when your token expires. Where
requests are limited, one caller may watch with 200 clients at a time.
`.trim();

const exampleStream = `id: 1732300000000-0,1732300000000-1
event: ticket
data: {"id":"019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000/3","type":"ticket:updated","sequence":3,"data":{"price":3000}}
`;
