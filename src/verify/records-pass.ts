import { partitionOf } from '../bus/index.js';
import type { Job } from './jobs.js';
import { orderKey, type ParsedKey, type Place, parseKey, streamKey, ticketKey } from './layout.js';
import type { Line } from './line.js';
import { createOrdersPass } from './orders-pass.js';
import { missingKeys, textOf } from './reads.js';
import { scanKeys } from './scan.js';
import { createTicketsPass, type PassOptions } from './tickets-pass.js';
import { violation } from './violation.js';

export interface RecordsPassOptions extends PassOptions {
  readonly job: Job;
  /** Told how many tickets and orders were looked at. */
  readonly onRecords: (count: number) => void;
}

/**
 * Compares the records of a job with the streams, with one another and with their indexes.
 *
 * @returns how many tickets could not be compared with their replicas and orders, as something was pending for them
 */
export async function compareRecords(options: RecordsPassOptions): Promise<number> {
  const { reads, job, walk, findings, onRecords } = options;
  const tickets = createTicketsPass(options);
  const orders = createOrdersPass(options);
  const untold = { tickets: new Set(walk.tickets.keys()), orders: new Set(walk.orders.keys()) };

  /** The orders of a job are those of its tickets. */
  async function ownOrders(places: readonly FoundKey[]): Promise<FoundKey[]> {
    const ticketIds = await reads.all(places.map(({ key }) => ['hget', key, 'ticket.id']));
    return places.filter(({ partition }, i) => job.owns(partition, textOf(ticketIds[i]) ?? ''));
  }

  async function judgeReplicas(places: readonly FoundKey[]): Promise<void> {
    const missing = await missingKeys(reads, places.map(ticketKey));
    for (const place of places) {
      if (!missing.has(ticketKey(place))) continue;
      const keys = [place.key, ticketKey(place)];
      findings.add([violation('replicas', place.partition, keys, `there is no ticket ${place.id}`)]);
    }
  }

  /** What entries tell of, and nobody has come upon. Records are never deleted. */
  async function judgeUntold(
    stream: keyof typeof untold,
    lines: ReadonlyMap<string, Line>,
    keyOf: (place: Place) => string,
  ): Promise<void> {
    const places = [...untold[stream]].map((id) => ({ id, partition: partitionOf(id) }));
    const missing = await missingKeys(reads, places.map(keyOf));
    for (const place of places) {
      if (!missing.has(keyOf(place))) continue;
      const keys = [keyOf(place), `${streamKey(place.partition, stream)} ${lines.get(place.id)?.lastId}`];
      findings.add([violation('hashes', place.partition, keys, 'entries tell of it, and it does not exist')]);
    }
  }

  for await (const keys of scanKeys(reads, { type: 'hash' })) {
    const found = keys.flatMap((key) => {
      const parsed = parseKey(key);
      return parsed && job.partitions.includes(parsed.partition) ? [{ ...parsed, key }] : [];
    });
    const of = (kind: FoundKey['kind']) => found.filter((one) => one.kind === kind);
    const isOwn = ({ partition, id }: Place) => job.owns(partition, id);
    const own = { tickets: of('ticket').filter(isOwn), orders: await ownOrders(of('order')) };
    for (const stream of ['tickets', 'orders'] as const)
      for (const { id } of own[stream]) untold[stream].delete(id);
    await tickets.look(own.tickets);
    await orders.look(own.orders);
    await judgeReplicas(of('replica').filter(isOwn));
    onRecords(own.tickets.length + own.orders.length);
  }
  await judgeUntold('tickets', walk.tickets, ticketKey);
  await judgeUntold('orders', walk.orders, orderKey);
  return tickets.lookAgain();
}

type FoundKey = ParsedKey & { readonly key: string };
