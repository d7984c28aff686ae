import type { Ticket } from '../../src/events/tickets.js';
import { bus, type Connection, ticketStore } from '../product.js';

export const SELLER = 'a-seller-of-the-benchmark';

/** A ticket as sellers list them. */
export function newTicket(number: number, partition = 0): Ticket {
  const now = new Date().toISOString();
  return {
    id: bus.newId(partition),
    title: `Row ${(number % 50) + 1}, seat ${number}`,
    price: 2000,
    currency: 'usd',
    venue: 'Opera',
    startsAt: '2030-12-31T19:00:00.000Z',
    seat: String(number),
    sellerId: SELLER,
    status: 'available',
    orderId: null,
    version: 0,
    createdAt: now,
    updatedAt: now,
  };
}

/** @param partitions into which they are dealt out in turn */
export function newTickets(count: number, partitions = 1): Ticket[] {
  return Array.from({ length: count }, (_, i) => newTicket(i, i % partitions));
}

export const TICKETS = ticketStream(0);
export const ORDERS = '{0}:orders';

/** The stream of a partition's tickets. */
export function ticketStream(partition: number): string {
  return `{${partition}}:tickets`;
}

/** The stream that a ticket's changes are told in. */
export function streamOf(id: string): string {
  return ticketStream(bus.partitionOf(id));
}

export function ticketKey(id: string): string {
  return `${streamOf(id)}:${id}`;
}

export function replicaKey(id: string): string {
  return `{0}:orders:ticket:${id}`;
}

/** Writes the hashes of tickets, and nothing that announces them: where only changes of them are measured. */
export async function storeTickets(redis: Connection, tickets: readonly Ticket[]): Promise<void> {
  await inPieces(tickets, async (piece) => {
    const pipeline = redis.pipeline();
    for (const ticket of piece) pipeline.hset(ticketKey(ticket.id), ticketStore.tickets.codec.encode(ticket));
    await pipeline.exec();
  });
}

/** An entry that is written, as the product writes it. */
export interface Told {
  readonly type: string;
  readonly source: 'tickets' | 'orders';
  readonly time: string;
  readonly subject: string;
  readonly sequence: number;
  readonly data: object;
}

/** The same fields with the same bytes as the product's own. */
export function entryFields({ type, source, time, subject, sequence, data }: Told): string[] {
  return [
    ...['id', `${subject}/${sequence}`, 'type', type, 'source', `/holdfast/${source}`, 'time', time],
    ...['subject', subject, 'sequence', String(sequence), 'data', JSON.stringify(data)],
  ];
}

const PIECE = 1000;

/** Does something with a thousand at a time, one thousand after the other. */
export async function inPieces<T>(
  items: readonly T[],
  work: (piece: readonly T[], start: number) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < items.length; start += PIECE)
    await work(items.slice(start, start + PIECE), start);
}
