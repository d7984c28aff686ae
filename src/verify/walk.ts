import { decodeEvent, type EventIn } from '../bus/index.js';
import { type Order, orderEvents } from '../events/orders.js';
import { type Ticket, ticketEvents } from '../events/tickets.js';
import {
  checkOrderEntry,
  checkPlace,
  checkSnapshot,
  checkTicketEntry,
  type EntryPlace,
  entryKey,
} from './entry-checks.js';
import type { Findings } from './findings.js';
import type { Job } from './jobs.js';
import { READERS, STREAM_NAMES, type StreamName, streamKey } from './layout.js';
import { advance, awaitSnapshot, isBefore, type Line, type Step } from './line.js';
import { attributesOf, type Command, entriesOf, listIfThere, type RawEntry, type Reads } from './reads.js';
import { EMPTY, type Retention, retentionOf } from './retention.js';
import { type Violation, violation } from './violation.js';

/** What the streams of a job tell. */
export interface Walk {
  /** By the id of the ticket. */
  readonly tickets: ReadonlyMap<string, Line>;
  /** All orders of a ticket form one line; by the id of the ticket. */
  readonly orderLines: ReadonlyMap<string, Line>;
  /** By the id of the order; sequences are its versions. */
  readonly orders: ReadonlyMap<string, Line>;
  /**
   * Walks on to what is the end by now.
   *
   * @returns the states that the new entries carry
   */
  follow(): Promise<Fresh>;
  /** Asks anew what is still in the streams: right before something is judged that may have been trimmed meanwhile. */
  readRetention(): Promise<void>;
  retention(partition: number, stream: StreamName): Retention;
}

/** States by id and version. */
export type Fresh = ReadonlyMap<string, Ticket | Order>;

export function freshKey({ id, version }: { readonly id: string; readonly version: number }): string {
  return `${id}/${version}`;
}

export interface WalkOptions {
  readonly reads: Reads;
  readonly job: Job;
  readonly findings: Findings;
  /** Told how many entries were read. */
  readonly onEntries: (count: number) => void;
}

const PAGE = 1000;

/** More than any page can have pending: entries that were deleted while they were pending are listed as well. */
const PENDING = 1_000_000;

/** Walks the streams of a job from their beginning, checks each entry, and keeps where each line stands. */
export async function walkStreams({ reads, job, findings, onEntries }: WalkOptions): Promise<Walk> {
  const tickets = new Map<string, Line>();
  const orderLines = new Map<string, Line>();
  const orders = new Map<string, Line>();
  const positions = job.partitions.flatMap((partition) =>
    STREAM_NAMES.map((stream) => ({ partition, stream, after: '0-0', retention: EMPTY })),
  );
  type Position = (typeof positions)[number];

  async function walk(position: Position): Promise<void> {
    for (let isEnd = false; !isEnd; ) {
      const page = await nextPage(position);
      if (page.length > 0) await take(position, page, await waitingIn(position, page), undefined);
      // Who writes while we walk would keep us walking for ever; the rest is for `follow`.
      isEnd = page.length < PAGE;
    }
  }

  async function nextPage(position: Position): Promise<RawEntry[]> {
    const [reply] = await reads.all([pageCommand(position)]);
    return entriesOf(reply);
  }

  /**
   * Which entries of a page the group has not read or not acknowledged. The position of the group is read before what
   * is pending: an entry that it has read by then is pending from then on until it is applied.
   */
  async function waitingIn({ partition, stream }: Position, page: readonly RawEntry[]): Promise<IsWaiting> {
    const key = streamKey(partition, stream);
    const group = READERS[stream];
    const ends = [page[0]?.[0] ?? '-', page.at(-1)?.[0] ?? '+'];
    const [groups, pending] = await reads.all([
      ['xinfo', 'GROUPS', key],
      ['xpending', key, group, ...ends, PENDING],
    ]);
    const state = listIfThere(groups)
      .map(attributesOf)
      .find((found) => found.get('name') === group);
    if (!state) return () => true;
    const readTo = String(state.get('last-delivered-id'));
    const unacknowledged = new Set(
      listIfThere(pending).map((entry) => String(Array.isArray(entry) && entry[0])),
    );
    return (entryId) => isBefore(readTo, entryId) || unacknowledged.has(entryId);
  }

  async function take(
    position: Position,
    page: readonly RawEntry[],
    isWaiting: IsWaiting,
    fresh: Map<string, Ticket | Order> | undefined,
  ): Promise<void> {
    onEntries(page.length);
    const gaps: Gap[] = [];
    for (const [entryId, fields] of page) {
      position.after = entryId;
      if (!job.owns(position.partition, fieldIn(fields, 'subject'))) continue;
      findings.looked('entries');
      const place = { ...position, entryId };
      const step = { entryId, isWaiting: isWaiting(entryId) };
      const decoded = decode(position.stream, fields);
      if ('error' in decoded) {
        findings.add([violation('entries', place.partition, [entryKey(place)], decoded.error)]);
        continue;
      }
      const state =
        'ticket' in decoded
          ? takeTicket(place, decoded.ticket, step, gaps)
          : takeOrder(place, decoded.order, step, gaps);
      if (state) fresh?.set(freshKey(state), state);
    }
    await judgeGaps(position, gaps);
  }

  /** @returns the state that it announces, if it announces one */
  function takeTicket(place: EntryPlace, event: TicketEvent, step: NewStep, gaps: Gap[]): Ticket | undefined {
    const { subject, sequence, time, data } = event;
    const before = tickets.get(subject);
    if (event.type === 'ticket:snapshot') {
      findings.add(checkSnapshot(place, event, before));
      if (before && step.isWaiting) tickets.set(subject, awaitSnapshot(before));
      return undefined;
    }
    findings.add(checkTicketEntry(place, event));
    extend(tickets, subject, `ticket ${subject}`, { place, step: { ...step, sequence, time }, gaps });
    return data;
  }

  function takeOrder(place: EntryPlace, event: OrderEvent, step: NewStep, gaps: Gap[]): Order | undefined {
    if (event.type === 'ticket:resync-requested') {
      findings.add(checkPlace(place, event.subject));
      return undefined;
    }
    const { subject, sequence, time, data } = event;
    findings.add(checkOrderEntry(place, event));
    const ofLine = { place, step: { ...step, sequence, time }, gaps };
    extend(orderLines, subject, `the orders of ticket ${subject}`, ofLine);
    const ofOrder = { ...ofLine, step: { ...ofLine.step, sequence: data.version } };
    extend(orders, data.id, `order ${data.id}`, ofOrder);
    return data;
  }

  function extend(
    lines: Map<string, Line>,
    id: string,
    what: string,
    { place, step, gaps }: { place: EntryPlace; step: Step; gaps: Gap[] },
  ): void {
    const before = lines.get(id);
    const { line, fault } = advance(before, step);
    lines.set(id, line);
    if (!before || !fault) return;
    const { sequence } = step;
    const detail =
      fault === 'twice'
        ? `${what}: ${sequence} is announced a second time, after ${before.last}`
        : `${what}: ${sequence} follows ${before.last}, so nothing announces ${before.last + 1}`;
    const keys = [entryKey(place), entryKey({ ...place, entryId: before.lastId })];
    const found = violation('versions', place.partition, keys, detail);
    if (fault === 'gap') gaps.push({ found, afterId: before.lastId });
    else findings.add([found]);
  }

  /** What was trimmed behind our back, while we walked, is no gap. */
  async function judgeGaps(position: Position, gaps: readonly Gap[]): Promise<void> {
    if (gaps.length === 0) return;
    await lookAtRetention([position]);
    const { firstId } = position.retention;
    findings.add(
      gaps.filter(({ afterId }) => firstId && !isBefore(afterId, firstId)).map(({ found }) => found),
    );
  }

  async function lookAtRetention(some: readonly Position[]): Promise<void> {
    const infos = await reads.all(
      some.map(({ partition, stream }) => ['xinfo', 'STREAM', streamKey(partition, stream)]),
    );
    for (const [i, position] of some.entries()) {
      const exists = listIfThere(infos[i]).length > 0;
      position.retention = exists ? retentionOf(infos[i]) : EMPTY;
    }
  }

  async function follow(): Promise<Fresh> {
    const fresh = new Map<string, Ticket | Order>();
    for (let open: readonly Position[] = positions; open.length > 0; ) {
      const pages = (await reads.all(open.map(pageCommand))).map(entriesOf);
      const longer: Position[] = [];
      for (const [i, position] of open.entries()) {
        const page = pages[i] ?? [];
        if (page.length > 0) await take(position, page, () => true, fresh);
        if (page.length === PAGE) longer.push(position);
      }
      open = longer;
    }
    return fresh;
  }

  for (const position of positions) await walk(position);
  await follow();
  return {
    ...{ tickets, orderLines, orders, follow },
    readRetention: () => lookAtRetention(positions),
    retention: (partition, stream) =>
      positions.find((position) => position.partition === partition && position.stream === stream)
        ?.retention ?? EMPTY,
  };
}

type IsWaiting = (entryId: string) => boolean;
type NewStep = Pick<Step, 'entryId' | 'isWaiting'>;

interface Gap {
  readonly found: Violation;
  /** The entry before it. */
  readonly afterId: string;
}

type TicketEvent = EventIn<typeof ticketEvents>;
type OrderEvent = EventIn<typeof orderEvents>;

type Decoded = { readonly ticket: TicketEvent } | { readonly order: OrderEvent } | { readonly error: string };

function decode(stream: StreamName, fields: readonly string[]): Decoded {
  try {
    return stream === 'tickets'
      ? { ticket: decodeEvent(ticketEvents, fields) }
      : { order: decodeEvent(orderEvents, fields) };
  } catch (error) {
    return { error: `is no event: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function pageCommand(position: { partition: number; stream: StreamName; after: string }): Command {
  return ['xrange', streamKey(position.partition, position.stream), `(${position.after}`, '+', 'COUNT', PAGE];
}

/** The value of a field, found without taking the whole entry apart: most entries belong to another job. */
function fieldIn(fields: readonly string[], name: string): string {
  for (let i = 0; i + 1 < fields.length; i += 2) if (fields[i] === name) return fields[i + 1] ?? '';
  return '';
}
