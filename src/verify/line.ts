import type { StreamName } from './layout.js';

/** The entries of one subject as far as they were walked: bounded, however many there are. */
export interface Line {
  /** The sequences of the first and the last of them. */
  readonly first: number;
  readonly last: number;
  /** The stream's own ids of both. */
  readonly firstId: string;
  readonly lastId: string;
  /** The lowest sequence that its group had not read yet or had not acknowledged; Infinity when there was none. */
  readonly waiting: number;
  /** The last one before the first gap; Infinity when there was none. */
  readonly wholeTo: number;
  /** The first sequence that its history must tell of; Infinity when it need not tell of any. */
  readonly keptFrom: number;
  /** A digest of the times from there on, in their order. */
  readonly times: number;
}

export interface Step {
  readonly sequence: number;
  readonly entryId: string;
  /** RFC 3339. */
  readonly time: string;
  readonly isWaiting: boolean;
  /** Whether a history must tell of it: entries that are older than the histories are in none. */
  readonly isKept: boolean;
}

/** What a line is after one more entry, and what is wrong with that entry. */
export interface Advanced {
  readonly line: Line;
  readonly fault?: 'gap' | 'twice';
}

const NEVER = Number.POSITIVE_INFINITY;

/** An entry that comes again moves nothing; after a gap the line goes on behind it, so that it is told once. */
export function advance(line: Line | undefined, step: Step): Advanced {
  const { sequence, entryId, time, isWaiting, isKept } = step;
  const waiting = Math.min(line?.waiting ?? NEVER, isWaiting ? sequence : NEVER);
  if (line && sequence <= line.last) return { line: { ...line, waiting }, fault: 'twice' };
  const isGap = line !== undefined && sequence > line.last + 1;
  // Who keeps where an entry is, does so with all that come after it.
  const keptFrom = Math.min(line?.keptFrom ?? NEVER, isKept ? sequence : NEVER);
  const next = {
    first: line?.first ?? sequence,
    wholeTo: Math.min(line?.wholeTo ?? NEVER, isGap ? line.last : NEVER),
    firstId: line?.firstId ?? entryId,
    last: sequence,
    lastId: entryId,
    waiting,
    keptFrom,
    times: keptFrom === NEVER ? 0 : digestTime(line?.times ?? 0, sequence, Date.parse(time)),
  };
  return isGap ? { line: next, fault: 'gap' } : { line: next };
}

/** What a line is while a snapshot is on its way, which heals whatever the copy has missed: nothing must be applied. */
export function awaitSnapshot(line: Line): Line {
  return { ...line, waiting: Number.NEGATIVE_INFINITY };
}

/** The highest sequence that must have been applied by then: all up to it were there, and acknowledged. */
export function appliedOf({ last, wholeTo, waiting }: Line): number {
  return Math.min(last, wholeTo, waiting - 1);
}

/** @param at milliseconds since the epoch */
export function digestTime(digest: number, sequence: number, at: number): number {
  return (Math.imul(digest, 31) + Math.imul(sequence + 1, 0x9e_37_79_b1) + (at % 0x7f_ff_ff_ff)) | 0;
}

/** Whether one entry id comes before another: two numbers each, too great for JavaScript's when they are put together. */
export function isBefore(one: string, other: string): boolean {
  const [ms = 0, count = 0] = one.split('-').map(Number);
  const [otherMs = 0, otherCount = 0] = other.split('-').map(Number);
  return ms < otherMs || (ms === otherMs && count < otherCount);
}

/** An entry id begins with the time at which it was made, in milliseconds since the epoch. */
export function madeAt(entryId: string): number {
  return Number(entryId.split('-')[0]);
}

/** A line as sentences name it; all orders of a ticket form one. */
export function lineName(stream: StreamName, id: string): string {
  return stream === 'tickets' ? `ticket ${id}` : `the orders of ticket ${id}`;
}
