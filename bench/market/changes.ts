import type { Ticket } from '../../src/events/tickets.js';
import type { Span } from '../load/in-flight.js';
import { type Connection, ticketStore } from '../product.js';
import type { Metrics, Size, World } from '../row.js';
import { entryFields, newTickets, storeTickets, streamOf, ticketKey, ticketStream } from './tickets.js';

/** How many callers have a change under way. */
export const IN_FLIGHT = 256;

/** The least with which Redis works on one lane's group while the process makes up another's. */
export const PARTITIONS = 2;

/** Each ticket's turn comes round again after so many others: no two changes in flight are of the same one. */
const TICKETS_COUNT = 10_000;

const SPANS: Readonly<Record<Size, Span>> = {
  full: { warmMs: 1500, measureMs: 3000 },
  short: { warmMs: 500, measureMs: 1000 },
};

/** The tickets to change, and for how long. */
export async function prepareChanges(redis: Connection, { size }: Pick<World, 'size'>) {
  const tickets = newTickets(TICKETS_COUNT, PARTITIONS);
  await storeTickets(redis, tickets);
  const idOf = (piece: number) => tickets[piece % tickets.length]?.id ?? '';
  return { idOf, span: SPANS[size] };
}

/** What the journal makes of the edit of a price: the state, and what is to be written. */
export function changeOf(stored: Record<string, string>, price: number, now: number) {
  const ticket: Ticket = ticketStore.tickets.codec.decode(stored);
  const time = new Date(now).toISOString();
  const version = ticket.version + 1;
  const next: Ticket = { ...ticket, price, version, updatedAt: time };
  const told = { type: 'ticket:updated', source: 'tickets', time, subject: ticket.id } as const;
  return {
    before: ticket.version,
    next,
    changed: ['price', String(next.price), 'version', String(version), 'updatedAt', time],
    history: [version, `${version}:${now}`] as const,
    entry: entryFields({ ...told, sequence: version, data: next }),
  };
}

/** Another price with each piece. */
export function priceOf(piece: number): number {
  return 2001 + (piece % 1_000_000);
}

export function historyKey(id: string): string {
  return `${streamOf(id)}:history:${id}`;
}

/**
 * Every change must have made exactly one version and one entry.
 *
 * @throws Error when it has not
 */
export async function checkChanges(
  redis: Connection,
  count: number,
  idOf: (piece: number) => string,
): Promise<void> {
  const pipeline = redis.pipeline();
  for (let i = 0; i < TICKETS_COUNT; i += 1) pipeline.hget(ticketKey(idOf(i)), 'version');
  const replies = (await pipeline.exec()) ?? [];
  const versions = replies.reduce((sum, [, version]) => sum + Number(version), 0);
  let entries = 0;
  for (let i = 0; i < PARTITIONS; i += 1) entries += await redis.xlen(ticketStream(i));
  if (versions !== count || entries !== count)
    throw new Error(`${count} changes made ${versions} versions and ${entries} entries`);
}

/** @returns the metric of the rows of changes */
export function changesPerSecond({ perSecond }: { readonly perSecond: number }): Metrics {
  return { changes: perSecond };
}
