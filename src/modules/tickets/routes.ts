import { createRoute } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import { isRefusal } from '../../bus/index.js';
import {
  type Auth,
  bodyProblems,
  callProblems,
  changeProblems,
  createdHeaders,
  createRouter,
  empty,
  etag,
  etagHeader,
  type HttpEnv,
  idempotencyHeader,
  ifMatchParameter,
  ifNoneMatchParameter,
  json,
  jsonBody,
  jsonContent,
  jsonRequest,
  linkHeader,
  matches,
  notModified,
  onceOf,
  page,
  pageSchema,
  problem,
  problemResponses,
  replayedHeader,
  tokenNeeded,
  tokenOptional,
} from '../../http/index.js';
import {
  historyQuery,
  ticketEdit,
  ticketInput,
  ticketPath,
  ticketQuery,
  ticketSchema,
  ticketVersionSchema,
} from './schemas.js';
import type { TicketStore } from './store.js';

export interface TicketRoutesOptions {
  readonly store: TicketStore;
  readonly auth: Auth;
  /** ISO 4217, lower case: the currency of a ticket whose seller names none. */
  readonly currency: string;
}

/** The calls under `/tickets`. */
export function createTicketRoutes({ store, auth, currency }: TicketRoutesOptions) {
  const create = createRoute({
    method: 'post',
    path: '/tickets',
    operationId: 'createTicket',
    summary: 'List a ticket for sale',
    tags,
    security: tokenNeeded,
    middleware: [jsonBody, auth.requireUser],
    request: { headers: idempotencyHeader, body: jsonRequest(ticketInput) },
    responses: {
      201: { description: 'The new ticket.', headers: createdHeaders, content: jsonContent(ticketSchema) },
      ...problemResponses(...changeProblems, ...bodyProblems, 'unauthenticated', 'idempotency-key-reused'),
    },
  });
  const list = createRoute({
    method: 'get',
    path: '/tickets',
    operationId: 'listTickets',
    summary: 'Find tickets',
    description: 'Newest first. A seller sees their own tickets with `seller=me`, which needs a token.',
    tags,
    security: tokenOptional,
    middleware: [auth.optionalUser, knowsWhoMeIs],
    request: { query: ticketQuery },
    responses: {
      200: {
        description: 'A page of tickets.',
        headers: linkHeader,
        content: jsonContent(pageSchema(ticketSchema)),
      },
      ...problemResponses(...callProblems, 'unauthenticated', 'invalid-input'),
    },
  });
  const show = createRoute({
    method: 'get',
    path: '/tickets/{id}',
    operationId: 'getTicket',
    summary: 'Look at a ticket',
    tags,
    parameters: [ifNoneMatchParameter],
    request: { params: ticketPath },
    responses: {
      200: { description: 'The ticket.', headers: etagHeader, content: jsonContent(ticketSchema) },
      304: { description: 'The ticket has the version that If-None-Match names.', headers: etagHeader },
      ...problemResponses(...callProblems, 'not-found'),
    },
  });
  const change = createRoute({
    method: 'patch',
    path: '/tickets/{id}',
    operationId: 'editTicket',
    summary: 'Edit a ticket',
    description: 'Only its seller, and only while it is available. What is not mentioned stays as it is.',
    tags,
    security: tokenNeeded,
    middleware: [jsonBody, auth.requireUser],
    parameters: [ifMatchParameter],
    request: { params: ticketPath, body: jsonRequest(ticketEdit) },
    responses: {
      200: {
        description: 'The ticket as it is now.',
        headers: etagHeader,
        content: jsonContent(ticketSchema),
      },
      ...problemResponses(...changeProblems, ...bodyProblems, ...sellersProblems, 'ticket-withdrawn'),
    },
  });
  const withdraw = createRoute({
    method: 'delete',
    path: '/tickets/{id}',
    operationId: 'withdrawTicket',
    summary: 'Take a ticket back',
    description: 'Only its seller, and only while it is available. Withdrawing it twice is a success.',
    tags,
    security: tokenNeeded,
    middleware: [auth.requireUser],
    parameters: [ifMatchParameter],
    request: { params: ticketPath },
    responses: {
      204: { description: 'The ticket is withdrawn.' },
      ...problemResponses(...changeProblems, ...sellersProblems),
    },
  });

  const showHistory = createRoute({
    method: 'get',
    path: '/tickets/{id}/history',
    operationId: 'getTicketHistory',
    summary: 'See what became of a ticket',
    description: 'Every version that is still in the stream, oldest first, with what it changed.',
    tags,
    request: { params: ticketPath, query: historyQuery },
    responses: {
      200: {
        description: 'A page of versions.',
        headers: linkHeader,
        content: jsonContent(pageSchema(ticketVersionSchema)),
      },
      ...problemResponses(...callProblems, 'not-found', 'invalid-input'),
    },
  });

  return createRouter()
    .openapi(create, async (c) => {
      const input = c.req.valid('json');
      const { venue = null, startsAt = null, seat = null } = input;
      const details = { ...input, currency: input.currency ?? currency, venue, startsAt, seat };
      const once = onceOf(c, c.req.valid('header'), input);
      const { id } = c.get('user');
      const trace = c.get('trace');
      const result = once
        ? await store.createOnce(once, id, details, trace)
        : { ticket: await store.create(id, details, trace), replayed: false };
      if (isRefusal(result)) return problem(c, result.refused, result);
      const { ticket, replayed } = result;
      return json(c, ticket, 201, {
        Location: `/api/tickets/${ticket.id}`,
        ETag: etag(ticket.version),
        ...replayedHeader(replayed),
      });
    })
    .openapi(list, async (c) => {
      const { status, seller, cursor, limit } = c.req.valid('query');
      const sellerId = seller === 'me' ? c.get('viewer')?.id : seller;
      return page(c, await store.page({ status, sellerId, after: cursor, limit }));
    })
    .openapi(show, async (c) => {
      const ticket = await store.get(c.req.valid('param').id);
      if (!ticket) return problem(c, 'not-found');
      const headers = { ETag: etag(ticket.version) };
      return notModified(c, ticket.version) ? empty(c, 304, headers) : json(c, ticket, 200, headers);
    })
    .openapi(showHistory, async (c) => {
      const { id } = c.req.valid('param');
      const { cursor, limit } = c.req.valid('query');
      const after = cursor === undefined ? undefined : Number(cursor);
      const { items, next } = await store.history(id, { after, limit });
      if (items.length === 0 && !(await store.get(id))) return problem(c, 'not-found');
      return page(c, { items, next: next === null ? null : String(next) });
    })
    .openapi(change, async (c) => {
      const expects = (version: number) => matches(c.req.header('If-Match'), version);
      const command = { userId: c.get('user').id, expects };
      const result = await store.edit(c.req.valid('param').id, command, c.req.valid('json'), c.get('trace'));
      if (isRefusal(result)) return problem(c, result.refused, result);
      return json(c, result, 200, { ETag: etag(result.version) });
    })
    .openapi(withdraw, async (c) => {
      const expects = (version: number) => matches(c.req.header('If-Match'), version);
      const command = { userId: c.get('user').id, expects };
      const result = await store.withdraw(c.req.valid('param').id, command, c.get('trace'));
      return isRefusal(result) ? problem(c, result.refused, result) : empty(c, 204);
    });
}

const tags = ['Tickets'];

/** What a seller who changes a ticket may be answered with. */
const sellersProblems = [
  'unauthenticated',
  'not-found',
  'not-seller',
  'version-mismatch',
  'ticket-reserved',
  'ticket-sold',
] as const;

/** `seller=me` needs a token; that is looked at before the rest of the query (the order of checks in api.md). */
const knowsWhoMeIs = createMiddleware<HttpEnv>((c, next) =>
  c.req.query('seller') === 'me' && !c.get('viewer')
    ? Promise.resolve(problem(c, 'unauthenticated'))
    : next(),
);
