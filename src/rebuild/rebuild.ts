import type { AnnouncedEntry } from '../bus/index.js';
import type { ReplicaRebuild } from '../modules/orders/index.js';
import type { TicketAnnouncer } from '../modules/tickets/index.js';
import type { Progress } from '../progress-line.js';
import { createArrivals } from './arrivals.js';
import { createNamed } from './named.js';

/** What became of a rebuild. */
export interface RebuildReport {
  /** Whether every ticket has its replica now. */
  readonly ok: boolean;
  /** How many tickets were announced. */
  readonly tickets: number;
  /** How many replicas were missing, or could not be read, and are there now. */
  readonly restored: number;
  /** How many replicas differed from their ticket, and do no more. */
  readonly corrected: number;
  /** What could not be done; at most 1,000 are named. */
  readonly failures: readonly Failure[];
  /** How many there are, named or not. */
  readonly failureCount: number;
  /** Replicas of tickets that do not exist; they are left alone. At most 1,000 are named. */
  readonly foreign: readonly string[];
  readonly foreignCount: number;
}

/** A record of which the command could not do its work. */
export interface Failure {
  /** Of a ticket or of an order. */
  readonly id: string;
  readonly reason: string;
}

export interface RebuildOptions {
  readonly tickets: TicketAnnouncer;
  readonly orders: ReplicaRebuild;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** For tests: how long nothing may happen to entries that are not applied, in milliseconds. */
  readonly patienceMs?: number;
}

type Replica =
  Awaited<ReturnType<ReplicaRebuild['replicas']>> extends Map<string, infer State> ? State : never;

/** A ticket that was announced. */
interface Told {
  readonly version: number;
  /** Its replica before that, if it could be read. */
  readonly before: Replica | undefined;
}

const NAMED = 1000;

/** How many replicas are read at a time. */
const PAGE = 200;

/** Longer than it takes to take over what a dead process was given. */
const PATIENCE_MS = 30_000;

/**
 * Announces all tickets, a page at a time and the next one when that has been applied: the stream does not grow faster
 * than it is read, and what others write has its turn.
 *
 * @throws Error when it can't go on
 */
export async function rebuild(options: RebuildOptions): Promise<RebuildReport> {
  const { tickets, orders, progress, signal, patienceMs = PATIENCE_MS } = options;
  const counts = { tickets: 0, restored: 0, corrected: 0 };
  const failures = createNamed<Failure>(NAMED);
  const foreign = createNamed<string>(NAMED);
  const arrivals = createArrivals({ open: orders.open, signal, patienceMs });
  /** Those whose replicas were not looked at yet: not many more than may be left behind. */
  const waiting = new Map<string, Told>();
  /** The newest entry of each of them. */
  const announced = new Map<string, AnnouncedEntry>();
  const deadLetters = await orders.deadLetters();

  function fail(ids: readonly string[], reason: string): void {
    for (const id of ids) failures.add({ id, reason });
  }

  async function announce(ids: readonly string[]): Promise<Map<string, Told>> {
    const before = await orders.replicas(ids);
    const { versions, unreadable, entries } = await tickets.announce(ids);
    fail(unreadable, 'the ticket can not be read');
    for (const entry of entries) announced.set(entry.id, entry);
    await arrivals.await(entries);
    return new Map(Array.from(versions, ([id, version]) => [id, { version, before: before.get(id) }]));
  }

  async function renew(ids: readonly string[]): Promise<void> {
    const told = await announce(ids);
    // A version that the replica had before the ticket was at an earlier one can't be the ticket's.
    const ahead = [...told].filter(([, { version, before }]) => before && version < before.version);
    if (ahead.length > 0) {
      for (const [id, { before }] of ahead) if (before) await orders.discard(id, before.version);
      await announce(ahead.map(([id]) => id));
    }
    counts.tickets += told.size;
    for (const [id, one] of told) waiting.set(id, one);
    await judgeArrived();
  }

  async function judgeArrived(): Promise<void> {
    const open = arrivals.open();
    const arrived = [...waiting].filter(([id]) => !open.has(id));
    for (let i = 0; i < arrived.length; i += PAGE) await judge(arrived.slice(i, i + PAGE));
    for (const [id] of arrived) {
      waiting.delete(id);
      announced.delete(id);
    }
  }

  async function judge(told: readonly (readonly [string, Told])[]): Promise<void> {
    const ids = told.map(([id]) => id);
    const replicas = await orders.replicas(ids);
    // What was given up is acknowledged like what was applied, and a damaged replica may have the ticket's version.
    const givenUp = await deadLetters.among(ids.flatMap((id) => announced.get(id) ?? []));
    for (const [id, { version, before }] of told) {
      const after = replicas.get(id);
      const error = givenUp.get(id);
      if (error !== undefined) fail([id], `the entry that announces the ticket is a dead letter: ${error}`);
      else if (!after)
        fail([id], 'no replica could be made: its orders are too few for what the ticket has followed');
      else if (after.version < version)
        fail([id], `the replica is of version ${after.version}, the ticket of ${version}`);
      else if (!before) counts.restored += 1;
      else if (isCorrected(before, after)) counts.corrected += 1;
    }
  }

  const paged = (pages: AsyncIterable<string[]>, stage: string) =>
    counted(pages, stage, { progress, signal });

  for await (const ids of paged(orders.orderIds(), 'orders'))
    fail(await orders.index(ids), 'the order can not be read');
  for await (const ids of paged(tickets.ids(), 'tickets')) await renew(ids);
  const lost = await arrivals.rest();
  fail(
    lost.map(({ id }) => id),
    'the entry that announces the ticket was not applied in time',
  );
  await judgeArrived();
  for await (const ids of paged(orders.ticketIds(), 'replicas'))
    for (const id of await tickets.missing(ids)) foreign.add(id);
  signal.throwIfAborted();
  return {
    ok: failures.count === 0,
    ...counts,
    failures: failures.named,
    failureCount: failures.count,
    foreign: foreign.named,
    foreignCount: foreign.count,
  };
}

async function* counted(
  pages: AsyncIterable<string[]>,
  stage: string,
  { progress, signal }: Pick<RebuildOptions, 'progress' | 'signal'>,
) {
  let done = 0;
  for await (const page of pages) {
    signal.throwIfAborted();
    yield page;
    done += page.length;
    progress(stage, done);
  }
}

/** Whether it was the same version with something else in it, or one that the ticket never had. */
function isCorrected(before: Replica, after: Replica): boolean {
  if (before.version !== after.version) return before.version > after.version;
  const copied: (keyof Replica)[] = ['id', 'title', 'price', 'currency', 'sellerId', 'status'];
  return copied.some((name) => before[name] !== after[name]);
}
