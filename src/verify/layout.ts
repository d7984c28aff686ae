/**
 * Where Holdfast keeps what. It stands here a second time on purpose: an auditor that asked the writers where they
 * write would repeat their mistakes.
 */

/** The fields of a Redis hash. */
export type Fields = Readonly<Record<string, string>>;

/** The two streams, each with the group that applies its entries. */
export const READERS = { tickets: 'orders', orders: 'tickets' } as const;

export type StreamName = keyof typeof READERS;

export const STREAM_NAMES = ['tickets', 'orders'] as const satisfies readonly StreamName[];

/** How many partitions the data has. */
export const PARTITIONS_KEY = 'holdfast:partitions';

/** A record's id, and the partition whose keys it was found among. */
export interface Place {
  readonly partition: number;
  readonly id: string;
}

/** A member's place in a sorted set. */
export interface IndexPlace {
  readonly key: string;
  readonly score: number;
}

export function streamKey(partition: number, stream: StreamName): string {
  return inPartition(partition, stream);
}

export function ticketKey({ partition, id }: Place): string {
  return inPartition(partition, `tickets:${id}`);
}

export function replicaKey({ partition, id }: Place): string {
  return inPartition(partition, `orders:ticket:${id}`);
}

export function orderKey({ partition, id }: Place): string {
  return inPartition(partition, `orders:${id}`);
}

/** The versions of a ticket, each with the time at which it was announced (docs/decisions/0015-history-by-time.md). */
export function historyKey({ partition, id }: Place): string {
  return inPartition(partition, `tickets:history:${id}`);
}

export function deadLettersKey(partition: number, group: string): string {
  return inPartition(partition, `dead:${group}`);
}

/** The indexes that a ticket is in, and no other. */
export function placesOfTicket(partition: number, { status, sellerId }: Fields): IndexPlace[] {
  return [`tickets:by-status:${status}`, `tickets:by-seller:${status}:${sellerId}`].map((name) => ({
    key: inPartition(partition, name),
    score: 0,
  }));
}

/** The indexes that an order is in, and no other. */
export function placesOfOrder(partition: number, order: Fields): IndexPlace[] {
  const { status, buyerId, expiresAt = '' } = order;
  const lists = [
    `orders:by-buyer:any:${buyerId}`,
    `orders:by-buyer:${status}:${buyerId}`,
    `orders:by-ticket:${order['ticket.id']}`,
  ];
  return [
    ...lists.map((name) => ({ key: inPartition(partition, name), score: 0 })),
    ...(status === 'created' ? [{ key: inPartition(partition, DUE), score: Date.parse(expiresAt) }] : []),
  ];
}

/** What a key of a partition is for. */
export type KeyKind = 'ticket' | 'replica' | 'order' | 'history' | 'ticket-index' | 'order-index';

export interface ParsedKey extends Place {
  readonly kind: KeyKind;
}

/** @returns `undefined` for a key that is no record's and no index's; `id` is that of the record, empty for an index */
export function parseKey(key: string): ParsedKey | undefined {
  const [, partition, name] = /^\{(0|[1-9]\d{0,3})\}:(.+)$/s.exec(key) ?? [];
  if (partition === undefined || name === undefined) return undefined;
  const place = { partition: Number(partition), id: '' };
  if (name.startsWith('tickets:by-')) return { ...place, kind: 'ticket-index' };
  if (name === DUE || name.startsWith('orders:by-')) return { ...place, kind: 'order-index' };
  for (const [kind, pattern] of RECORDS) {
    const id = pattern.exec(name)?.[1];
    if (id !== undefined) return { ...place, kind, id };
  }
  return undefined;
}

const DUE = 'orders:due';

const RECORDS: readonly [KeyKind, RegExp][] = [
  ['ticket', /^tickets:([^:]+)$/],
  ['order', /^orders:([^:]+)$/],
  ['replica', /^orders:ticket:([^:]+)$/],
  ['history', /^tickets:history:([^:]+)$/],
];

function inPartition(partition: number, name: string): string {
  return `{${partition}}:${name}`;
}
