import {
  byTime,
  type Delivery,
  LANES,
  type Lane,
  type Trace,
  type TraceEntry,
  type TraceLine,
} from './trace.js';

/** What became of an entry where it was to be applied. */
export type Outcome =
  /** It was the next one, and was applied. */
  | { readonly is: 'applied' }
  /** A snapshot took the copy from one version to a later one. */
  | { readonly is: 'jump'; readonly from: number; readonly to: number }
  /** A snapshot told nothing new. */
  | { readonly is: 'known' }
  /** It waited until a snapshot made it a thing of the past. */
  | { readonly is: 'passed' }
  /** It waits for versions that no entry brings. */
  | { readonly is: 'early'; readonly missing: readonly { readonly from: number; readonly to: number }[] }
  /** It waits for entries that wait themselves. */
  | { readonly is: 'behind' }
  /** It is its turn, and it is not applied yet. */
  | { readonly is: 'trying'; readonly deliveries: number; readonly idleMs: number }
  /** The other module has not read it yet. */
  | { readonly is: 'coming' }
  /** It could not be applied, and was put aside. */
  | { readonly is: 'dead'; readonly deadLetter: string | null; readonly error: string | null };

/** An entry that was written, and what became of it. */
export interface EntryEvent {
  readonly is: 'entry';
  /** The module that wrote it; the other one reads it. */
  readonly lane: Lane;
  readonly entry: TraceEntry;
  readonly outcome: Outcome;
}

/** Versions that no entry tells of. */
export interface HoleEvent {
  readonly is: 'hole';
  readonly lane: Lane;
  readonly from: number;
  readonly to: number;
  /** They were announced, and their entries are gone; otherwise nobody announced them. */
  readonly lost: boolean;
}

export type TraceEvent = EntryEvent | HoleEvent;

/** What happened, in the order of time: the entries of both streams, and where one is missing. */
export function eventsOf({ lines }: Trace): TraceEvent[] {
  const events = LANES.flatMap((lane) => {
    const line = lines.find(({ stream }) => stream === lane);
    return line ? eventsOfLine(lane, line) : [];
  });
  return merge(events);
}

/** The first version that is shown; what was before is no longer known. */
export function beginningOf(line: TraceLine): number {
  const known = changesOf(line).map(({ sequence }) => sequence);
  const lost = line.truncated ? [] : line.lost;
  return Math.min(...known, ...lost, (line.version ?? line.first - 1) + 1);
}

/** An event with the entry that it stands before or at: a hole has no time of its own. */
interface Timed {
  readonly event: TraceEvent;
  readonly at: TraceEntry | undefined;
}

function eventsOfLine(lane: Lane, line: TraceLine): Timed[] {
  const timed: Timed[] = [];
  let next = beginningOf(line);
  const outcomes = outcomesOf(line, next - 1);
  const jumpOver = (to: number, at: TraceEntry | undefined) => {
    for (const hole of holesBetween(line, next, to)) timed.push({ event: { is: 'hole', lane, ...hole }, at });
    next = Math.max(next, to + 1);
  };
  for (const [i, entry] of line.entries.entries()) {
    if (entry.kind === 'change') {
      jumpOver(entry.sequence - 1, entry);
      next = Math.max(next, entry.sequence + 1);
    }
    timed.push({ event: { is: 'entry', lane, entry, outcome: outcomes[i] ?? { is: 'coming' } }, at: entry });
  }
  jumpOver(line.version ?? -1, undefined);
  return timed;
}

/** Neighbours that are missing for the same reason are one hole. */
function holesBetween({ lost }: TraceLine, from: number, to: number): Omit<HoleEvent, 'is' | 'lane'>[] {
  const holes: Omit<HoleEvent, 'is' | 'lane'>[] = [];
  const inside = lost.filter((version) => version >= from && version <= to).sort((one, other) => one - other);
  let next = from;
  for (const version of inside) {
    if (version > next) holes.push({ from: next, to: version - 1, lost: false });
    const last = holes.at(-1);
    if (last?.lost && last.to === version - 1) holes[holes.length - 1] = { ...last, to: version };
    else holes.push({ from: version, to: version, lost: true });
    next = version + 1;
  }
  return next <= to ? [...holes, { from: next, to, lost: false }] : holes;
}

/** What the other module has done with each entry, replayed by the rule of the version gate. */
function outcomesOf({ entries }: TraceLine, applied: number): Outcome[] {
  let at = applied;
  return entries.map(({ kind, sequence, deliveries }): Outcome => {
    const [delivery] = deliveries;
    if (delivery?.state !== 'applied') return notApplied(delivery, sequence === at + 1);
    if (kind === 'request') return { is: 'applied' };
    const from = at;
    at = kind === 'snapshot' || sequence === at + 1 ? Math.max(at, sequence) : at;
    if (kind === 'change') return at > from ? { is: 'applied' } : { is: 'passed' };
    return at > from ? { is: 'jump', from, to: at } : { is: 'known' };
  });
}

function notApplied(delivery: Exclude<Delivery, { state: 'applied' }> | undefined, isNext: boolean): Outcome {
  switch (delivery?.state) {
    case 'dead':
      return { is: 'dead', deadLetter: delivery.deadLetter, error: delivery.error };
    case 'pending': {
      const { missing, deliveries, idleMs } = delivery;
      if (missing.length > 0) return { is: 'early', missing };
      return isNext ? { is: 'trying', deliveries, idleMs } : { is: 'behind' };
    }
    default:
      return { is: 'coming' };
  }
}

function changesOf({ entries }: TraceLine): TraceEntry[] {
  return entries.filter(({ kind }) => kind === 'change');
}

/** A stable sort: a hole stays in front of the entry that shows it. What nothing comes behind stands at the end. */
function merge(timed: readonly Timed[]): TraceEvent[] {
  const placed = timed.filter(({ at }) => at !== undefined);
  const last = timed.filter(({ at }) => at === undefined);
  const sorted = placed.sort((one, other) => (one.at && other.at ? byTime(one.at, other.at) : 0));
  return [...sorted, ...last].map(({ event }) => event);
}

/** Whether something is on its way that will change the picture by itself. */
export function isUnsettled(events: readonly TraceEvent[]): boolean {
  return events.some(
    (event) => event.is === 'entry' && ['early', 'behind', 'trying', 'coming'].includes(event.outcome.is),
  );
}
