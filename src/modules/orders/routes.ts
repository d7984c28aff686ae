import { createRoute } from '@hono/zod-openapi';
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
} from '../../http/index.js';
import { orderInput, orderPath, orderQuery, orderSchema, replicaPath, replicaSchema } from './schemas.js';
import type { OrderStore } from './store.js';

export interface OrderRoutesOptions {
  readonly store: OrderStore;
  readonly auth: Auth;
}

/** The calls under `/orders`. */
export function createOrderRoutes({ store, auth }: OrderRoutesOptions) {
  const place = createRoute({
    method: 'post',
    path: '/orders',
    operationId: 'placeOrder',
    summary: 'Reserve a ticket',
    description:
      'The order holds the ticket until it expires. With `price` the order is refused if that is not the price any more; ' +
      'with `ticketVersion` the server waits for up to 1 s until it knows that version.',
    tags,
    security: tokenNeeded,
    middleware: [jsonBody, auth.requireUser],
    request: { headers: idempotencyHeader, body: jsonRequest(orderInput) },
    responses: {
      201: { description: 'The new order.', headers: createdHeaders, content: jsonContent(orderSchema) },
      ...problemResponses(
        ...changeProblems,
        ...bodyProblems,
        'unauthenticated',
        'idempotency-key-reused',
        'not-found',
        'own-ticket',
        'replica-behind',
        'ticket-reserved',
        'ticket-sold',
        'ticket-withdrawn',
        'price-changed',
      ),
    },
  });
  const list = createRoute({
    method: 'get',
    path: '/orders',
    operationId: 'listOrders',
    summary: 'Find your orders',
    description: 'Newest first.',
    tags,
    security: tokenNeeded,
    middleware: [auth.requireUser],
    request: { query: orderQuery },
    responses: {
      200: {
        description: 'A page of your orders.',
        headers: linkHeader,
        content: jsonContent(pageSchema(orderSchema)),
      },
      ...problemResponses(...callProblems, 'unauthenticated', 'invalid-input'),
    },
  });
  const show = createRoute({
    method: 'get',
    path: '/orders/{id}',
    operationId: 'getOrder',
    summary: 'Look at your order',
    tags,
    security: tokenNeeded,
    middleware: [auth.requireUser],
    parameters: [ifNoneMatchParameter],
    request: { params: orderPath },
    responses: {
      200: { description: 'Your order.', headers: etagHeader, content: jsonContent(orderSchema) },
      304: { description: 'The order has the version that If-None-Match names.', headers: etagHeader },
      ...problemResponses(...callProblems, 'unauthenticated', 'not-found'),
    },
  });
  const cancel = createRoute({
    method: 'delete',
    path: '/orders/{id}',
    operationId: 'cancelOrder',
    summary: 'Cancel your order',
    description: 'The ticket is free again. Cancelling it twice is a success.',
    tags,
    security: tokenNeeded,
    middleware: [auth.requireUser],
    parameters: [ifMatchParameter],
    request: { params: orderPath },
    responses: {
      204: { description: 'The order is cancelled.' },
      ...problemResponses(
        ...changeProblems,
        'unauthenticated',
        'not-found',
        'version-mismatch',
        'order-complete',
      ),
    },
  });
  const showReplica = createRoute({
    method: 'get',
    path: '/orders/replicas/{ticketId}',
    operationId: 'getReplica',
    summary: "Look at the orders module's copy of a ticket",
    tags,
    request: { params: replicaPath },
    responses: {
      200: { description: 'The copy.', content: jsonContent(replicaSchema) },
      ...problemResponses(...callProblems, 'not-found'),
    },
  });

  return createRouter()
    .openapi(place, async (c) => {
      const input = c.req.valid('json');
      const { id } = c.get('user');
      const trace = c.get('trace');
      const once = onceOf(c, c.req.valid('header'), input);
      const result = once
        ? await store.placeOnce(once, id, input, trace)
        : await store.place(id, input, trace);
      if (isRefusal(result)) return problem(c, result.refused, result);
      const { order, replayed } = 'replayed' in result ? result : { order: result, replayed: false };
      return json(c, order, 201, {
        Location: `/api/orders/${order.id}`,
        ETag: etag(order.version),
        ...replayedHeader(replayed),
      });
    })
    .openapi(list, async (c) => {
      const { status, cursor, limit } = c.req.valid('query');
      return page(c, await store.page({ buyerId: c.get('user').id, status, after: cursor, limit }));
    })
    .openapi(show, async (c) => {
      const order = await store.get(c.req.valid('param').id);
      if (order?.buyerId !== c.get('user').id) return problem(c, 'not-found');
      const headers = { ETag: etag(order.version) };
      return notModified(c, order.version) ? empty(c, 304, headers) : json(c, order, 200, headers);
    })
    .openapi(cancel, async (c) => {
      const expects = (version: number) => matches(c.req.header('If-Match'), version);
      const result = await store.cancel(c.req.valid('param').id, c.get('user').id, expects, c.get('trace'));
      return isRefusal(result) ? problem(c, result.refused, result) : empty(c, 204);
    })
    .openapi(showReplica, async (c) => {
      const replica = await store.replica(c.req.valid('param').ticketId);
      if (!replica) return problem(c, 'not-found');
      const { id, orderId, sequence: _, ...copied } = replica;
      return json(c, { ticketId: id, ...copied, held: orderId !== null }, 200);
    });
}

const tags = ['Orders'];
