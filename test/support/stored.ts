import type { Redis } from 'ioredis';
import { decodeEvent, type EventIn, type StreamDefinition } from '../../src/bus/event.js';
import { orderEvents } from '../../src/events/orders.js';
import { ticketEvents } from '../../src/events/tickets.js';

export type Fields = Readonly<Record<string, string>>;
/** Entries that announce a change, each of them one version. */
export type TicketEntry = Exclude<EventIn<typeof ticketEvents>, { type: 'ticket:snapshot' }>;
export type OrderEntry = Exclude<EventIn<typeof orderEvents>, { type: 'ticket:resync-requested' }>;

/** Entries that announce no change. */
export type OutsideEntry = Exclude<
  EventIn<typeof ticketEvents | typeof orderEvents>,
  TicketEntry | OrderEntry
>;

/** All that a partition holds, as Redis has it and without the help of the code that wrote it. */
export interface Stored {
  /** Hashes by the id of the record. */
  readonly tickets: ReadonlyMap<string, Fields>;
  readonly replicas: ReadonlyMap<string, Fields>;
  readonly orders: ReadonlyMap<string, Fields>;
  /** Scores by the name of the index and the id. */
  readonly indexes: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly ticketEntries: readonly TicketEntry[];
  readonly orderEntries: readonly OrderEntry[];
  /** The snapshots in the tickets stream, and the requests in that of the orders. */
  readonly outsideEntries: Readonly<Record<'tickets' | 'orders', readonly OutsideEntry[]>>;
  /** Entries that are no events of their stream. */
  readonly unreadable: readonly string[];
}

/** Reads a partition whole. */
export async function readPartition(redis: Redis, partition: number): Promise<Stored> {
  const prefix = `{${partition}}:`;
  const keys = await redis.keys(`${prefix}*`);
  const types = await Promise.all(keys.map((key) => redis.type(key)));
  const named = (type: string) =>
    keys.filter((_, i) => types[i] === type).map((key) => key.slice(prefix.length));

  const hashes = new Map<string, Fields>();
  for (const name of named('hash')) hashes.set(name, await redis.hgetall(prefix + name));
  const indexes = new Map<string, ReadonlyMap<string, number>>();
  for (const name of named('zset')) indexes.set(name, await scores(redis, prefix + name));
  const tickets = await entriesOf(redis, prefix, ticketEvents);
  const orders = await entriesOf(redis, prefix, orderEvents);
  return {
    tickets: byId(hashes, /^tickets:([^:]+)$/),
    replicas: byId(hashes, /^orders:ticket:([^:]+)$/),
    orders: byId(hashes, /^orders:([^:]+)$/),
    indexes,
    ticketEntries: tickets.events.filter((event) => event.type !== 'ticket:snapshot'),
    orderEntries: orders.events.filter((event) => event.type !== 'ticket:resync-requested'),
    outsideEntries: {
      tickets: tickets.events.filter((event) => event.type === 'ticket:snapshot'),
      orders: orders.events.filter((event) => event.type === 'ticket:resync-requested'),
    },
    unreadable: [...tickets.unreadable, ...orders.unreadable],
  };
}

function byId(hashes: ReadonlyMap<string, Fields>, name: RegExp): Map<string, Fields> {
  return new Map(
    [...hashes].flatMap(([key, fields]): [string, Fields][] => {
      const id = name.exec(key)?.[1];
      return id === undefined ? [] : [[id, fields]];
    }),
  );
}

async function scores(redis: Redis, key: string): Promise<Map<string, number>> {
  const flat = await redis.zrange(key, 0, '-1', 'WITHSCORES');
  return new Map(
    flat.flatMap((id, i): [string, number][] => (i % 2 === 0 ? [[id, Number(flat[i + 1])]] : [])),
  );
}

async function entriesOf<Stream extends StreamDefinition>(redis: Redis, prefix: string, stream: Stream) {
  const events: EventIn<Stream>[] = [];
  const unreadable: string[] = [];
  for (const [entryId, fields] of await redis.xrange(prefix + stream.name, '-', '+')) {
    try {
      events.push(decodeEvent(stream, fields));
    } catch (error) {
      unreadable.push(`${stream.name} ${entryId}: ${String(error)}`);
    }
  }
  return { events, unreadable };
}
