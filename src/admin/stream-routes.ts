import { createRoute } from '@hono/zod-openapi';
import type { Bus } from '../bus/index.js';
import { type Auth, callProblems, createRouter, jsonContent, problemResponses } from '../http/index.js';
import { forOperators, operatorProblems } from './for-operators.js';
import { showStreams, streamsSchema } from './stream-schemas.js';
import type { Throughput } from './throughput.js';

export interface StreamRoutesOptions {
  readonly bus: Pick<Bus, 'survey'>;
  readonly throughput: Throughput;
  readonly auth: Auth;
}

/** `GET /admin/streams`: how the streams stand, for whoever asks every few seconds. */
export function createStreamRoutes({ bus, throughput, auth }: StreamRoutesOptions) {
  const inspect = createRoute({
    ...forOperators(auth),
    method: 'get',
    path: '/admin/streams',
    operationId: 'inspectStreams',
    summary: 'See how the streams, their consumer groups and consumers stand',
    description:
      'A look at each stream in each partition, as Redis has it; what only this process knows stands under `here`. It costs the same however long the streams are, so it can be asked for every second or two.',
    responses: {
      200: { description: 'How they stand now.', content: jsonContent(streamsSchema) },
      ...problemResponses(...callProblems, ...operatorProblems),
    },
  });
  return createRouter().openapi(inspect, async (c) =>
    c.json(showStreams(await bus.survey(), throughput), 200, { 'Cache-Control': 'no-store' }),
  );
}
