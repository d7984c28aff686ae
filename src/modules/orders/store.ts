import {
  at,
  type Bus,
  type Commit,
  defineReplica,
  defineSource,
  isRefusal,
  newId,
  type Once,
  partitionOf,
  type Refusal,
  refuse,
  type Traced,
} from '../../bus/index.js';
import { orderEvents, orderState } from '../../events/orders.js';
import { awaitVersion } from './await-version.js';
import { cancel, expire, type Order, type Payment, pay, place } from './order.js';
import { follow, type Replica, replicaState } from './replica.js';

/** How the copy of a ticket is stored. */
export const replicas = defineReplica<Replica>({ name: 'orders:ticket', schema: replicaState });

/** How an order is stored, announced and found. */
export const orders = defineSource<Order>({
  name: 'orders',
  schema: orderState,
  stream: orderEvents,
  announce(before, after) {
    if (!before) return 'order:created';
    if (before.status === after.status) return 'order:refund-due';
    return after.status === 'complete' ? 'order:completed' : 'order:cancelled';
  },
  subject: (order) => order.ticket.id,
  keepsHistory: true,
  indexes: ({ buyerId, status, expiresAt, ticket }) => [
    { name: byBuyer('any', buyerId), score: 0 },
    { name: byBuyer(status, buyerId), score: 0 },
    { name: byTicket(ticket.id), score: 0 },
    ...(status === 'created' ? [{ name: DUE, score: Date.parse(expiresAt) }] : []),
  ],
  line: { replica: replicas, follow, index: byTicket },
});

/** What a buyer asks for. */
export interface PlaceOrder {
  readonly ticketId: string;
  /** The price that the buyer saw, in minor units. */
  readonly price?: number | undefined;
  /** The version of the ticket that the buyer saw. */
  readonly ticketVersion?: number | undefined;
}

/** Which orders to list. */
export interface OrderQuery {
  readonly buyerId: string;
  readonly status?: Order['status'] | undefined;
  /** The id that ended the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Reads and changes orders. All of it throws Unavailable when Redis does not answer in time. */
export type OrderStore = ReturnType<typeof createOrderStore>;

/** @param holdSeconds how long an order holds its ticket */
export function createOrderStore(
  { journal, records }: Bus,
  { holdSeconds }: { readonly holdSeconds: number },
) {
  /** The commit of a new order, when the copy of its ticket has reached the version that the buyer saw. */
  async function placement(
    orderId: string,
    buyerId: string,
    { ticketId, price, ticketVersion }: PlaceOrder,
    { traceparent }: Traced,
  ) {
    const startedAt = performance.now();
    if (ticketVersion !== undefined) {
      const refusal = await awaitVersion(() => records.get(replicas, ticketId), ticketVersion);
      if (refusal) return refusal;
    }
    const given = { replica: at(replicas, ticketId) };
    const commit: Commit<Order, typeof given, PlacingRefused> = {
      record: at(orders, orderId),
      given,
      traceparent,
      decide: (_, { replica, now }) =>
        replica ? place(replica, { orderId, buyerId, price }, { now, holdSeconds }) : refuse('not-found'),
      deadlineMs: ANSWER_MS - (performance.now() - startedAt),
    };
    return commit;
  }

  return {
    async place(buyerId: string, request: PlaceOrder, traced: Traced = {}) {
      const commit = await placement(newId(partitionOf(request.ticketId)), buyerId, request, traced);
      return isRefusal(commit) ? commit : journal.commit(commit);
    },
    /** The same for a request that may be repeated; `replayed` says whether it was done before. */
    async placeOnce(once: Once, buyerId: string, request: PlaceOrder, traced: Traced = {}) {
      const partition = partitionOf(request.ticketId);
      // The key may have named an order of a ticket in another partition, whose EXEC could not see this one.
      const doneIn = await records.partitionOfOnce(once);
      if (doneIn !== undefined && doneIn !== partition) return refuse('idempotency-key-reused');
      const orderId = newId(partition);
      const commit = await placement(orderId, buyerId, request, traced);
      if (isRefusal(commit)) return commit;
      const order = await journal.commitOnce(once, commit);
      return isRefusal(order) ? order : { order, replayed: order.id !== orderId };
    },
    /** @param expects which versions of the order the buyer knows */
    cancel: (
      id: string,
      buyerId: string,
      expects: (version: number) => boolean,
      { traceparent }: Traced = {},
    ) =>
      journal.commit({
        record: at(orders, id),
        traceparent,
        decide: (order) => {
          if (order?.buyerId !== buyerId) return refuse('not-found');
          return expects(order.version) ? cancel(order) : refuse('version-mismatch');
        },
      }),
    expire: (id: string) =>
      journal.commit({
        record: at(orders, id),
        decide: (order, { now }) => (order ? expire(order, now) : refuse('not-found')),
      }),
    pay: (id: string, payment: Payment, { traceparent }: Traced = {}) =>
      journal.commit({
        record: at(orders, id),
        traceparent,
        decide: (order) => (order ? pay(order, payment) : refuse('not-found')),
      }),
    get: (id: string) => records.get(orders, id),
    replica: (ticketId: string) => records.get(replicas, ticketId),
    /** Newest first. */
    page: ({ buyerId, status, after, limit }: OrderQuery) =>
      records.page(orders, { index: byBuyer(status ?? 'any', buyerId), after, limit }),
    /** The orders of a partition whose hold is over. */
    due: (partition: number, limit: number) => records.due({ index: DUE, partition, limit }),
  };
}

type PlacingRefused = Extract<ReturnType<typeof place>, Refusal>['refused'] | 'not-found';

const DUE = 'orders:due';

/** The wait for a version and the write together are answered within 2 s (api.md). */
const ANSWER_MS = 1500;

/** A user id may hold any character, so it stands last. */
function byBuyer(status: Order['status'] | 'any', buyerId: string): string {
  return `orders:by-buyer:${status}:${buyerId}`;
}

/** By these a copy that somebody deleted is counted anew. */
function byTicket(ticketId: string): string {
  return `orders:by-ticket:${ticketId}`;
}
