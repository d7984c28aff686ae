import type { Order } from '../events/orders.js';
import type { Ticket } from '../events/tickets.js';
import type { Findings } from './findings.js';
import type { Job } from './jobs.js';
import type { KeptSince } from './kept.js';
import { READERS, STREAM_NAMES, type StreamName, streamKey } from './layout.js';
import { isBefore } from './line.js';
import { createLines, type Gap, type Lines } from './lines.js';
import { notNamed, type OutsideEntry, unnamed } from './outside.js';
import {
  attributesOf,
  type Command,
  entriesOf,
  fieldIn,
  listIfThere,
  type RawEntry,
  type Reads,
} from './reads.js';
import { EMPTY, mayBeTrimmed, type Retention, retentionOf } from './retention.js';

/** What the streams of a job tell. */
export interface Walk extends Omit<Lines, 'take'> {
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
  readonly keptSince: KeptSince;
  /** Told how many entries were read. */
  readonly onEntries: (count: number) => void;
}

const PAGE = 1000;

/** More than any page can have pending: entries that were deleted while they were pending are listed as well. */
const PENDING = 1_000_000;

/** Walks the streams of a job from their beginning, checks each entry, and keeps where each line stands. */
export async function walkStreams(options: WalkOptions): Promise<Walk> {
  const { reads, job, findings, keptSince, onEntries } = options;
  const { take: takeEntry, ...lines } = createLines(findings, keptSince);
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
    const outside: OutsideEntry[] = [];
    for (const [entryId, fields] of page) {
      position.after = entryId;
      // Most entries belong to another job, and are not taken apart.
      if (!job.owns(position.partition, fieldIn(fields, 'subject'))) continue;
      const place = { ...position, entryId };
      const taken = takeEntry({ place, fields, isWaiting: isWaiting(entryId) });
      gaps.push(...taken.gaps);
      if (taken.outside) outside.push(taken.outside);
      if (taken.state) fresh?.set(freshKey(taken.state), taken.state);
    }
    await judgeGaps(position, gaps);
    await judgeOutside(position, outside);
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

  /** What was trimmed meanwhile is not in its index any more. */
  async function judgeOutside(position: Position, outside: readonly OutsideEntry[]): Promise<void> {
    const madeAt = ({ event }: OutsideEntry) => Date.parse(event.time);
    const due = outside.filter((entry) => keptSince.includes(position.partition, madeAt(entry)));
    findings.looked('history', due.length);
    const missing = await notNamed(reads, due);
    if (missing.length === 0) return;
    await lookAtRetention([position]);
    const { retention } = position;
    findings.add(missing.filter((entry) => !mayBeTrimmed(retention, madeAt(entry))).map(unnamed));
  }

  async function lookAtRetention(some: readonly Position[]): Promise<void> {
    const infos = await reads.all(
      some.map(({ partition, stream }) => ['xinfo', 'STREAM', streamKey(partition, stream)]),
    );
    for (const [i, position] of some.entries()) position.retention = retentionOf(infos[i]);
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
    ...lines,
    follow,
    readRetention: () => lookAtRetention(positions),
    retention: (partition, stream) =>
      positions.find((position) => position.partition === partition && position.stream === stream)
        ?.retention ?? EMPTY,
  };
}

type IsWaiting = (entryId: string) => boolean;

function pageCommand(position: { partition: number; stream: StreamName; after: string }): Command {
  return ['xrange', streamKey(position.partition, position.stream), `(${position.after}`, '+', 'COUNT', PAGE];
}
