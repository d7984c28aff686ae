import { partitionOf } from '../bus/index.js';
import type { Findings } from './findings.js';
import { createKeptSince, historyOf, type KeptSince } from './kept.js';
import {
  type Fields,
  type KeyKind,
  orderKey,
  type ParsedKey,
  type Place,
  parseKey,
  placesOfOrder,
  placesOfTicket,
  ticketKey,
} from './layout.js';
import { judgeOutside } from './outside.js';
import { type Command, listOf, missingKeys, type Reads, scoreOf } from './reads.js';
import { type Member, scanKeys, scanMembers } from './scan.js';
import { type Violation, violation } from './violation.js';

/** What there is. */
export interface Inventory {
  readonly tickets: number;
  readonly orders: number;
  /** Tickets and orders by partition. */
  readonly records: readonly number[];
  readonly keptSince: KeptSince;
}

export interface KeysPassOptions {
  readonly reads: Reads;
  readonly partitions: number;
  readonly findings: Findings;
  /** Told how many keys were seen. */
  readonly onKeys: (count: number) => void;
}

/** Goes through all keys once: counts the records, and finds what stands in an index and should not. */
export async function walkKeys({ reads, partitions, findings, onKeys }: KeysPassOptions): Promise<Inventory> {
  const records = Array.from({ length: partitions }, () => 0);
  const counts = { ticket: 0, order: 0 };
  const keptSince = createKeptSince();

  function count({ kind, partition, id }: ParsedKey, key: string): void {
    if (kind !== 'ticket' && kind !== 'order' && kind !== 'replica') return;
    findings.looked('partitions');
    findings.add(judgePlace({ partition, id }, key, partitions));
    if (kind === 'replica') return;
    counts[kind] += 1;
    records[partition] = (records[partition] ?? 0) + 1;
  }

  async function judgeMembers(members: readonly Member[]): Promise<void> {
    findings.looked('indexes', members.length);
    const inquiries = members.flatMap((member) => inquireMember(member) ?? []);
    const replies = await reads.all(inquiries.map(({ command }) => command));
    for (const [i, inquiry] of inquiries.entries()) {
      if (belongs(inquiry, replies[i])) continue;
      const [score, reply] = await reads.atOnce([['zscore', inquiry.key, inquiry.member], inquiry.command]);
      if (scoreOf(score) !== undefined && !belongs(inquiry, reply)) findings.add([foreign(inquiry, reply)]);
    }
  }

  /** The history of a ticket that does not exist; a ticket is never deleted, so this can't change meanwhile. */
  async function judgeHistories(keys: readonly FoundKey[]): Promise<void> {
    const missing = await missingKeys(reads, keys.map(ticketKey));
    for (const { key, partition, id } of keys) {
      if (!missing.has(ticketKey({ partition, id }))) continue;
      findings.add([violation('history', partition, [key], `there is no ticket ${id}`)]);
    }
    const ofOrders = keys.filter(({ stream }) => stream === 'orders');
    const oldest = await reads.all(ofOrders.map(({ key }) => ['zrange', key, 0, 0, 'WITHSCORES']));
    for (const [i, { partition }] of ofOrders.entries())
      for (const { at } of historyOf(oldest[i])) keptSince.note(partition, at);
  }

  async function judgeOutsides(keys: readonly FoundKey[]): Promise<void> {
    const byKey = new Map(keys.map((parsed) => [parsed.key, parsed]));
    for await (const members of scanMembers(reads, [...byKey.keys()])) {
      findings.looked('history', members.length);
      const parsed = members.flatMap((member) => {
        const found = byKey.get(member.key);
        return found ? [{ ...member, parsed: found }] : [];
      });
      findings.add(await judgeOutside(reads, parsed, keptSince));
    }
  }

  for await (const keys of scanKeys(reads)) {
    onKeys(keys.length);
    const parsed = keys.flatMap((key) => {
      const found = parseKey(key);
      return found ? [{ ...found, key }] : [];
    });
    for (const found of parsed) count(found, found.key);
    const keysOf = (...kinds: KeyKind[]) => parsed.filter(({ kind }) => kinds.includes(kind));
    const indexes = keysOf('ticket-index', 'order-index').map(({ key }) => key);
    for await (const members of scanMembers(reads, indexes)) await judgeMembers(members);
    await judgeHistories(keysOf('history'));
    await judgeOutsides(keysOf('outside'));
  }
  const { ticket: tickets, order: orders } = counts;
  return { tickets, orders, records: records.slice(0, partitions), keptSince };
}

type FoundKey = ParsedKey & { readonly key: string };

/** An id says where its record lives, and nobody reads the streams of a partition that there is not. */
function judgePlace({ partition, id }: Place, key: string, partitions: number): Violation[] {
  if (partition >= partitions)
    return [violation('partitions', partition, [key], `there are ${partitions} partitions only`)];
  if (partitionOf(id) === partition) return [];
  return [violation('partitions', partition, [key], `its id is one of partition ${partitionOf(id)}`)];
}

interface MemberInquiry extends Member, Place {
  readonly kind: 'ticket-index' | 'order-index';
  readonly command: Command;
}

const FIELDS = {
  'ticket-index': ['status', 'sellerId'],
  'order-index': ['status', 'buyerId', 'expiresAt', 'ticket.id'],
} as const;

function inquireMember({ key, member }: Member): MemberInquiry | undefined {
  const parsed = parseKey(key);
  if (parsed?.kind !== 'ticket-index' && parsed?.kind !== 'order-index') return undefined;
  const { kind, partition } = parsed;
  const place = { partition, id: member };
  return { ...place, key, member, kind, command: ['hmget', recordKey(kind, place), ...FIELDS[kind]] };
}

function recordKey(kind: MemberInquiry['kind'], place: Place): string {
  return kind === 'ticket-index' ? ticketKey(place) : orderKey(place);
}

function belongs({ kind, partition, key }: MemberInquiry, reply: unknown): boolean {
  const fields = recordIn(kind, reply);
  if (fields.status === undefined) return false;
  const places =
    kind === 'ticket-index' ? placesOfTicket(partition, fields) : placesOfOrder(partition, fields);
  return places.some((place) => place.key === key);
}

function foreign(inquiry: MemberInquiry, reply: unknown): Violation {
  const { kind, key, partition, member } = inquiry;
  const { status } = recordIn(kind, reply);
  const what = kind === 'ticket-index' ? 'ticket' : 'order';
  const detail =
    status === undefined
      ? `stands in the index, and there is no such ${what}`
      : `stands in an index where it does not belong: it is ${status}`;
  return violation('indexes', partition, [key, recordKey(kind, inquiry)], `${what} ${member}: ${detail}`);
}

function recordIn(kind: MemberInquiry['kind'], reply: unknown): Fields {
  const values = listOf(reply);
  return Object.fromEntries(
    FIELDS[kind].flatMap((name, i) => (typeof values[i] === 'string' ? [[name, values[i]]] : [])),
  );
}
