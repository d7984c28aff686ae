import { isDeepStrictEqual } from 'node:util';
import type { Redis } from 'ioredis';
import { unsettled } from './settled.js';
import { type Fields, type OrderEntry, readPartition, type Stored, type TicketEntry } from './stored.js';

/**
 * Compares every stream with every record, copy and index, once nothing is under way any more.
 *
 * @param options whether the streams were trimmed, so that each line of entries may lack its beginning, or all of it
 * @returns a sentence for each violation of the laws; none when all is well
 * @example
 * await waitFor(async () => (await unsettled(redis, 1)).length === 0, { what: 'both modules to be through' });
 * expect(await checkConsistency(redis, 1)).toEqual([]);
 */
export async function checkConsistency(
  redis: Redis,
  partitions: number,
  { trimmed = false }: { readonly trimmed?: boolean } = {},
): Promise<string[]> {
  const found = Array.from({ length: partitions }, async (_, partition) => {
    const violations = [...violationsIn({ ...(await readPartition(redis, partition)), trimmed })];
    return violations.map((violation) => `{${partition}} ${violation}`);
  });
  return [...(await unsettled(redis, partitions)), ...(await Promise.all(found)).flat()];
}

type World = Stored & { readonly trimmed: boolean };

function* violationsIn(stored: World): Iterable<string> {
  yield* stored.unreadable;
  yield* ticketLines(stored);
  yield* orderLines(stored);
  yield* orderHistories(stored);
  yield* copies(stored);
  yield* reservations(stored);
  yield* indexes(stored);
  yield* histories(stored);
  yield* historiesOfOrders(stored);
  yield* outsides(stored);
}

/** Every version of a ticket has its entry, from 0 to that of the hash, and the last one tells what the hash holds. */
function* ticketLines({ tickets, ticketEntries, trimmed }: World): Iterable<string> {
  const lines = groupBy(ticketEntries, (entry) => entry.subject);
  for (const id of union(tickets, lines)) {
    const line = lines.get(id) ?? [];
    if (trimmed && line.length === 0) continue;
    yield* contiguous(`ticket ${id}`, line, trimmed ? line[0]?.sequence : 0);
    yield* history(`ticket ${id}`, line, 'ticket:created');
    yield* sameAsHash(`ticket ${id}`, line, tickets.get(id));
    const foreign = line.filter((entry) => entry.data.id !== id || entry.data.version !== entry.sequence);
    for (const { id: name } of foreign)
      yield `ticket ${id}: entry ${name} is about another record or version`;
  }
}

/** All orders of one ticket form one line of entries, from 1. */
function* orderLines({ orderEntries, replicas, tickets, trimmed }: World): Iterable<string> {
  const lines = groupBy(orderEntries, (entry) => entry.subject);
  const emittedFor = (id: string) => {
    const line = lines.get(id);
    return trimmed ? line?.at(-1)?.sequence : (line?.length ?? 0);
  };
  for (const [id, line] of lines) {
    yield* contiguous(`orders of ticket ${id}`, line, trimmed ? line[0]?.sequence : 1);
    for (const entry of line) {
      if (entry.data.ticket.id !== id)
        yield `orders of ticket ${id}: entry ${entry.id} is about another ticket`;
    }
  }
  for (const [id, replica] of replicas) {
    const emitted = String(emittedFor(id) ?? replica.sequence);
    if (replica.sequence !== emitted)
      yield `replica ${id}: sequence ${replica.sequence}, but ${emitted} entries`;
  }
  for (const [id, ticket] of tickets) {
    const last = emittedFor(id) ?? Number(replicas.get(id)?.sequence);
    if (Number(ticket.seen ?? 0) !== last)
      yield `ticket ${id}: has seen ${ticket.seen} of ${last} order entries`;
  }
}

function* orderHistories({ orders, orderEntries, trimmed }: World): Iterable<string> {
  const lines = groupBy(orderEntries, (entry) => entry.data.id);
  for (const id of union(orders, lines)) {
    const line = lines.get(id) ?? [];
    if (trimmed && line.length === 0) continue;
    const versions = line.map((entry) => entry.data.version);
    const first = (trimmed && versions[0]) || 0;
    if (!isDeepStrictEqual(versions, rangeFrom(first, versions.length)))
      yield `order ${id}: entries of versions ${versions}`;
    yield* history(`order ${id}`, line, 'order:created');
    yield* sameAsHash(`order ${id}`, line, orders.get(id));
  }
}

const COPIED = ['id', 'title', 'price', 'currency', 'sellerId', 'status', 'version'] as const;

function* copies({ tickets, replicas }: Stored): Iterable<string> {
  for (const id of union(tickets, replicas)) {
    const ticket = tickets.get(id) ?? {};
    const replica = replicas.get(id) ?? {};
    for (const name of COPIED) {
      if (ticket[name] !== replica[name])
        yield `replica ${id}: ${name} is ${replica[name]}, the ticket's is ${ticket[name]}`;
    }
  }
}

/** A ticket has one order at most, both modules name the same one, and its status says so. */
function* reservations({ tickets, replicas, orders }: Stored): Iterable<string> {
  const byTicket = groupBy([...orders.values()], (order) => order['ticket.id'] ?? '');
  for (const [id, ticket] of tickets) {
    const own = byTicket.get(id) ?? [];
    const live = own.filter((order) => order.status === 'created');
    const complete = own.filter((order) => order.status === 'complete');
    const holders = [...live, ...complete].map((order) => order.id);
    if (holders.length > 1) yield `ticket ${id}: is held by ${holders.length} orders: ${holders}`;
    if (ticket.orderId !== live[0]?.id)
      yield `ticket ${id}: orderId is ${ticket.orderId}, the live order ${live[0]?.id}`;
    if (replicas.get(id)?.orderId !== holders[0])
      yield `replica ${id}: orderId is ${replicas.get(id)?.orderId}, the order that has it ${holders[0]}`;
    if ((ticket.status === 'reserved') !== (ticket.orderId !== undefined))
      yield `ticket ${id}: is ${ticket.status} with orderId ${ticket.orderId}`;
    const sold = complete.some((order) => order.refundDue === 'false' || ticket.status !== 'withdrawn');
    if ((ticket.status === 'sold') !== sold)
      yield `ticket ${id}: is ${ticket.status} with ${complete.length} complete orders`;
  }
}

function* indexes({ tickets, orders, indexes: found }: Stored): Iterable<string> {
  const expected = new Map<string, Map<string, number>>();
  const add = (name: string, id: string, score = 0) =>
    expected.set(name, (expected.get(name) ?? new Map<string, number>()).set(id, score));
  for (const [id, { status, sellerId }] of tickets) {
    add(`tickets:by-status:${status}`, id);
    add(`tickets:by-seller:${status}:${sellerId}`, id);
  }
  for (const [id, { status, buyerId, expiresAt = '', 'ticket.id': ticketId }] of orders) {
    add(`orders:by-buyer:any:${buyerId}`, id);
    add(`orders:by-buyer:${status}:${buyerId}`, id);
    add(`orders:by-ticket:${ticketId}`, id);
    if (status === 'created') add('orders:due', id, Date.parse(expiresAt));
  }
  for (const name of union(expected, found)) {
    if (name.startsWith(HISTORY) || name.startsWith(ORDER_HISTORY) || OUTSIDE.test(name)) continue;
    const members = [...(found.get(name) ?? [])].sort();
    const due = [...(expected.get(name) ?? [])].sort();
    if (!isDeepStrictEqual(members, due))
      yield `index ${name}: holds ${JSON.stringify(members)}, should hold ${JSON.stringify(due)}`;
  }
}

/** Where the entries of a ticket's versions are, by their time. */
const HISTORY = 'tickets:history:';

/** Where the entries about a ticket's orders are. */
const ORDER_HISTORY = 'orders:history:';

/** Where its snapshots and requests are. */
const OUTSIDE = /^(tickets|orders):outside:/;

function* histories({ tickets, ticketEntries, indexes: found, trimmed }: World): Iterable<string> {
  for (const [id, { version }] of tickets) {
    const kept = [...(found.get(HISTORY + id) ?? [])];
    const versions = kept.map(([member, score]) => (member.startsWith(`${score}:`) ? score : member));
    const left = ticketEntries.filter(({ subject }) => subject === id).length;
    const due = trimmed ? rangeFrom(Number(version) + 1 - left, left) : rangeFrom(0, Number(version) + 1);
    if (!isDeepStrictEqual(versions, due)) yield `history of ticket ${id}: holds ${versions}, not ${due}`;
  }
  for (const name of found.keys()) {
    const id = [HISTORY, ORDER_HISTORY].find((prefix) => name.startsWith(prefix)) && name.split(':')[2];
    if (id !== undefined && !tickets.has(id)) yield `${name}: of no ticket`;
  }
}

/** Both are cut together, so whatever is left of the one is left of the other. */
function* historiesOfOrders({ tickets, orderEntries, indexes: found }: World): Iterable<string> {
  const lines = groupBy(orderEntries, (entry) => entry.subject);
  for (const id of tickets.keys()) {
    const due = (lines.get(id) ?? []).map(({ sequence, time }) => `${sequence}:${Date.parse(time)}`);
    const kept = [...(found.get(ORDER_HISTORY + id) ?? [])];
    const members = kept.map(([member, score]) => (member.startsWith(`${score}:`) ? member : `${score}`));
    if (!isDeepStrictEqual(members, due))
      yield `history of the orders of ticket ${id}: holds ${members}, not ${due}`;
  }
}

/** What others have put into a stream is in no index. */
function* outsides({ outsideEntries, indexes: found }: World): Iterable<string> {
  const places = new Set<string>();
  for (const [stream, entries] of Object.entries(outsideEntries))
    for (const { subject, time, sequence, type } of entries)
      places.add(`${stream}:outside:${subject} ${Date.parse(time)} ${Date.parse(time)}:${sequence}:${type}`);
  for (const [name, members] of found) {
    if (!OUTSIDE.test(name)) continue;
    for (const [member, score] of members)
      if (!places.has(`${name} ${score} ${member}`)) yield `${name}: ${member} at ${score} leads to no entry`;
  }
}

type Entry = TicketEntry | OrderEntry;

function* contiguous(what: string, line: readonly Entry[], first = 0): Iterable<string> {
  const sequences = line.map((entry) => entry.sequence);
  const due = rangeFrom(first, sequences.length);
  if (!isDeepStrictEqual(sequences, due)) yield `${what}: entries of sequences ${sequences}, not ${due}`;
}

/** The first entry alone tells of a creation, and each one of a change. */
function* history(what: string, line: readonly Entry[], creation: string): Iterable<string> {
  for (const [i, entry] of line.entries()) {
    if ((entry.type === creation) !== (entry.data.version === 0))
      yield `${what}: entry ${i} is ${entry.type}`;
    const before = line[i - 1];
    if (before && isDeepStrictEqual(content(before), content(entry)))
      yield `${what}: entry ${entry.id} announces a change that is none`;
    if (entry.time !== entry.data.updatedAt)
      yield `${what}: entry ${entry.id} has another time than its data`;
    if (entry.data.createdAt !== line[0]?.data.createdAt)
      yield `${what}: entry ${entry.id} changes createdAt`;
  }
}

function* sameAsHash(what: string, line: readonly Entry[], hash: Fields | undefined): Iterable<string> {
  const { seen: _, ...fields } = hash ?? {};
  const told = flat(line.at(-1)?.data ?? {});
  if (!isDeepStrictEqual({ ...fields }, told))
    yield `${what}: the hash holds ${JSON.stringify(fields)}, the last entry says ${JSON.stringify(told)}`;
}

function rangeFrom(first: number, length: number): number[] {
  return Array.from({ length }, (_, i) => first + i);
}

function content({ data }: Entry): object {
  const { version: _, updatedAt: __, ...rest } = data;
  return rest;
}

/** A state as a hash holds it: objects by dotted names, `null` as nothing. */
function flat(state: object, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(state).flatMap(([name, value]: [string, unknown]) => {
      if (value === null) return [];
      if (Array.isArray(value)) return [[`${prefix}${name}`, JSON.stringify(value)]];
      if (typeof value === 'object') return Object.entries(flat(value, `${prefix}${name}.`));
      return [[prefix + name, String(value)]];
    }),
  );
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function union(...maps: readonly ReadonlyMap<string, unknown>[]): Set<string> {
  return new Set(maps.flatMap((map) => [...map.keys()]));
}
