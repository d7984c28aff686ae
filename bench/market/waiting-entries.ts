import { setTimeout as delay } from 'node:timers/promises';
import type { Order } from '../../src/events/orders.js';
import type { Ticket } from '../../src/events/tickets.js';
import { type Connection, orderStore, ticketStore } from '../product.js';
import type { Metrics, Size } from '../row.js';
import { entryFields, inPieces, newTickets, ORDERS, replicaKey, TICKETS, type Told } from './tickets.js';

/** How many entries wait, and of how many tickets they tell in turn: no batch holds two of one ticket. */
export const WAITING: Readonly<Record<Size, { readonly entries: number; readonly tickets: number }>> = {
  full: { entries: 100_000, tickets: 10_000 },
  short: { entries: 10_000, tickets: 1000 },
};

/** Hashes of copies at version 0, and as many edits as shall wait, oldest first; each changes a price. */
export async function prepareEdits(redis: Connection, size: Size): Promise<Ticket[]> {
  const { entries, tickets: count } = WAITING[size];
  const tickets = newTickets(count);
  await inPieces(tickets, async (piece) => {
    const pipeline = redis.pipeline();
    for (const { id, title, price, currency, sellerId, status, version } of piece) {
      const copy = { id, title, price, currency, sellerId, status, version, orderId: null, sequence: 0 };
      pipeline.hset(replicaKey(id), orderStore.replicas.codec.encode(copy));
    }
    await pipeline.exec();
  });
  const updatedAt = new Date().toISOString();
  return inTurn(tickets, entries).map(([ticket, version]) => {
    return { ...ticket, price: ticket.price + version, version, updatedAt };
  });
}

/** The entry that announces an edit. */
export function tellEdit(ticket: Ticket): string[] {
  const { id: subject, version: sequence, updatedAt: time } = ticket;
  return entryFields({ type: 'ticket:updated', source: 'tickets', time, subject, sequence, data: ticket });
}

export const SEATS = '{0}:bench:seats';

/** Hashes of tickets at version 0, and entries that reserve and free them in turn. */
export async function prepareReservations(redis: Connection, size: Size): Promise<void> {
  const { entries, tickets: count } = WAITING[size];
  const tickets = newTickets(count);
  await inPieces(tickets, async (piece) => {
    const pipeline = redis.pipeline();
    for (const ticket of piece)
      pipeline.hset(`${SEATS}:${ticket.id}`, ticketStore.tickets.codec.encode(ticket));
    await pipeline.exec();
  });
  await appendAll(
    redis,
    ORDERS,
    inTurn(tickets, entries).map(([ticket, turn]) => entryFields(tellOrder(ticket, turn))),
  );
}

function tellOrder(ticket: Ticket, sequence: number): Told {
  const { id, title, price, currency, createdAt } = ticket;
  const isNew = sequence % 2 === 1;
  const order: Order = {
    // The order of an odd entry is what the even one after it cancels.
    id: `${id.slice(0, -6)}${Math.ceil(sequence / 2)
      .toString(16)
      .padStart(3, '0')}000`,
    status: isNew ? 'created' : 'cancelled',
    reason: isNew ? null : 'buyer',
    buyerId: 'a-buyer-of-the-benchmark',
    ticket: { id, title, price, currency, version: sequence - 1 },
    expiresAt: createdAt,
    refundDue: false,
    paymentReference: null,
    refunds: [],
    version: isNew ? 0 : 1,
    createdAt,
    updatedAt: createdAt,
  };
  const type = isNew ? 'order:created' : 'order:cancelled';
  return { type, source: 'orders', time: createdAt, subject: id, sequence, data: order };
}

/** Each ticket once, then each a second time, until there are so many; with the number of the turn, from 1. */
function inTurn(tickets: readonly Ticket[], entries: number): [Ticket, number][] {
  const turns = Array.from({ length: entries / tickets.length }, (_, i) => i + 1);
  return turns.flatMap((turn) => tickets.map((ticket): [Ticket, number] => [ticket, turn]));
}

export async function appendAll(
  redis: Connection,
  stream: string,
  entries: readonly (readonly string[])[],
): Promise<void> {
  await inPieces(entries, async (piece) => {
    const pipeline = redis.pipeline();
    for (const fields of piece) pipeline.xadd(stream, '*', ...fields);
    await pipeline.exec();
  });
}

/** How often it is looked whether all is done, in milliseconds: much less than it takes. */
const LOOK_MS = 10;

/** Waits until a group has acknowledged so many entries. */
export async function untilAcknowledged(
  redis: Connection,
  { stream, group, entries }: { readonly stream: string; readonly group: string; readonly entries: number },
): Promise<void> {
  for (;;) {
    const groups: unknown = await redis.xinfo('GROUPS', stream).catch(() => []);
    const found = (Array.isArray(groups) ? groups : []).map(mapOf).find((one) => one.get('name') === group);
    if (Number(found?.get('entries-read')) - Number(found?.get('pending')) >= entries) return;
    await delay(LOOK_MS);
  }
}

/** Names and values in turn. */
function mapOf(reply: unknown): ReadonlyMap<string, unknown> {
  const list: unknown[] = Array.isArray(reply) ? reply : [];
  return new Map(list.flatMap((name, i) => (i % 2 === 0 ? [[String(name), list[i + 1]] as const] : [])));
}

/**
 * Every entry must have been applied once.
 *
 * @param pattern of the hashes whose versions count what was applied
 * @throws Error when one was not, or twice
 */
export async function checkVersions(redis: Connection, pattern: string, entries: number): Promise<void> {
  let sum = 0;
  for await (const keys of redis.scanStream({ match: pattern, count: 1000, type: 'hash' })) {
    const pipeline = redis.pipeline();
    for (const key of keys) pipeline.hget(String(key), 'version');
    const replies = await pipeline.exec();
    for (const [, version] of replies ?? []) sum += Number(version);
  }
  if (sum !== entries) throw new Error(`${entries} entries made ${sum} versions`);
}

/** @param work what handles all of them */
export async function entriesPerSecond(entries: number, work: () => Promise<unknown>): Promise<Metrics> {
  const startedAt = performance.now();
  await work();
  return { entries: (entries * 1000) / (performance.now() - startedAt) };
}

/** Where the product keeps its copies of tickets. */
export const COPIES = replicaKey('*');

export const EDITS = { stream: TICKETS, group: 'orders' } as const;
