/**
 * Where Holdfast keeps what. It stands here a second time on purpose: an auditor that asked the writers where they
 * write would repeat their mistakes.
 */

/** The fields of a Redis hash. */
export type Fields = Readonly<Record<string, string>>;

/** The two streams, each with the group that applies its entries. */
export const READERS = { tickets: 'orders', orders: 'tickets' } as const;

export type StreamName = keyof typeof READERS;

/** The first sequence that there is: a ticket counts its versions from 0, its replica the entries of the orders from 1. */
export const FIRST_SEQUENCE = { tickets: 0, orders: 1 } as const satisfies Record<StreamName, number>;

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

/** The changes about a ticket in a stream, each with its time (docs/decisions/0015-history-by-time.md). */
export function historyKey(stream: StreamName, { partition, id }: Place): string {
  return inPartition(partition, `${stream}:history:${id}`);
}

/** The snapshots and requests about a ticket in a stream, by their time (docs/decisions/0026-entries-of-a-subject.md). */
export function outsideKey(stream: StreamName, { partition, id }: Place): string {
  return inPartition(partition, `${stream}:outside:${id}`);
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
export type KeyKind = 'ticket' | 'replica' | 'order' | 'history' | 'outside' | 'ticket-index' | 'order-index';

export interface ParsedKey extends Place {
  readonly kind: KeyKind;
  /** That of the module whose key it is. */
  readonly stream: StreamName;
}

/** @returns `undefined` for a key that is no record's and no index's; `id` is that of the record, empty for an index */
export function parseKey(key: string): ParsedKey | undefined {
  const [, partition, name] = /^\{(0|[1-9]\d{0,3})\}:(.+)$/s.exec(key) ?? [];
  const stream = STREAM_NAMES.find((module) => name?.startsWith(`${module}:`));
  if (name === undefined || stream === undefined) return undefined;
  const place = { partition: Number(partition), id: '', stream };
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
  ['history', /^(?:tickets|orders):history:([^:]+)$/],
  ['outside', /^(?:tickets|orders):outside:([^:]+)$/],
];

function inPartition(partition: number, name: string): string {
  return `{${partition}}:${name}`;
}
