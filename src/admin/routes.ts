import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { type DeadLetters, isRefusal, type Log } from '../bus/index.js';
import {
  type Auth,
  callProblems,
  changeProblems,
  createRouter,
  type HttpEnv,
  jsonContent,
  linkHeader,
  page,
  pageSchema,
  problem,
  problemResponses,
} from '../http/index.js';
import { forOperators, operatorProblems } from './for-operators.js';
import { deadLetterPath, deadLetterQuery, deadLetterSchema, replaySchema, show } from './schemas.js';

export interface AdminRoutesOptions {
  readonly deadLetters: DeadLetters;
  readonly auth: Auth;
  readonly log: Log;
}

/** The calls on dead letters. */
export function createAdminRoutes({ deadLetters, auth, log }: AdminRoutesOptions) {
  const common = forOperators(auth);
  const list = createRoute({
    ...common,
    method: 'get',
    path: '/admin/dead-letters',
    operationId: 'listDeadLetters',
    summary: 'List the entries that a consumer group could not handle',
    request: { query: deadLetterQuery },
    responses: {
      200: {
        description: 'A page of dead letters, newest first.',
        headers: linkHeader,
        content: jsonContent(pageSchema(deadLetterSchema)),
      },
      ...problemResponses(...callProblems, ...operatorProblems, 'invalid-input'),
    },
  });
  const replay = createRoute({
    ...common,
    method: 'post',
    path: '/admin/dead-letters/{id}/replay',
    operationId: 'replayDeadLetter',
    summary: 'Give an entry to the group that failed once more',
    description:
      'It goes through the version gate, so nothing is applied twice or out of order, and the entries that wait for it go on.',
    request: { params: deadLetterPath },
    responses: {
      200: {
        description: 'The entry is applied, and no dead letter any more.',
        content: jsonContent(replaySchema),
      },
      ...problemResponses(
        ...changeProblems,
        ...operatorProblems,
        'not-found',
        'replay-early',
        'replay-failed',
      ),
    },
  });
  const discard = createRoute({
    ...common,
    method: 'delete',
    path: '/admin/dead-letters/{id}',
    operationId: 'discardDeadLetter',
    summary: 'Remove a dead letter for good',
    description: 'Entries about the same subject that come after it go on waiting for it.',
    request: { params: deadLetterPath },
    responses: {
      204: { description: 'The dead letter is gone.' },
      ...problemResponses(...changeProblems, ...operatorProblems, 'not-found'),
    },
  });

  const note = (c: Context<HttpEnv>, deadLetter: string, outcome: string, message: string) =>
    log.info({ requestId: c.get('requestId'), userId: c.get('user').id, deadLetter, outcome }, message);

  return createRouter()
    .openapi(list, async (c) => {
      const { limit, cursor } = c.req.valid('query');
      const { items, next } = await deadLetters.list({ limit, after: cursor });
      return page(c, { items: items.map(show), next });
    })
    .openapi(replay, async (c) => {
      const { id } = c.req.valid('param');
      const result = await deadLetters.replay(id);
      const refused = isRefusal(result);
      note(c, id, refused ? result.refused : result.outcome, 'the replay of a dead letter was asked for');
      return refused ? problem(c, result.refused, result) : c.json({ id, outcome: result.outcome }, 200);
    })
    .openapi(discard, async (c) => {
      const { id } = c.req.valid('param');
      const discarded = await deadLetters.discard(id);
      note(c, id, discarded ? 'discarded' : 'not-found', 'the end of a dead letter was asked for');
      return discarded ? c.body(null, 204) : problem(c, 'not-found');
    });
}
