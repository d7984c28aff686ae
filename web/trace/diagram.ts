import { beginningOf, type EntryEvent, eventsOf, type Outcome, type TraceEvent } from './events.js';
import { LANES, type Lane, otherLane, type Trace, type TraceEntry } from './trace.js';
import { createWords, holeReason, outcomeName, rangeName, versionOf, type Words } from './words.js';

/**
 * - `version`: of the ticket, in the tickets' lane. `copy`: the same in the orders' lane. `order`: a change of an order.
 * - `request` and `snapshot`: what a resync is made of.
 * - `hole`: versions that no entry tells of. `earlier`: what was before, and is not shown.
 * - `waiting`, `dead` and `passed` stand where a version would be, had its entry been applied.
 * - `seen`: an entry was applied and changed nothing.
 */
export type BoxKind =
  | ('version' | 'copy' | 'order' | 'request' | 'snapshot')
  | ('hole' | 'earlier' | 'waiting' | 'dead' | 'passed' | 'seen');

/** A place in the grid: columns run from 0, with the time. */
export interface Place {
  readonly lane: Lane;
  readonly column: number;
}

export interface Box extends Place {
  /** The same for the same thing in every drawing of the ticket. */
  readonly key: string;
  readonly kind: BoxKind;
  readonly title: string;
  readonly lines: readonly string[];
}

/** An entry, from the box that it was written with to the one that it led to. */
export interface Arrow {
  readonly key: string;
  readonly from: Place;
  readonly to: Place;
  readonly state: 'applied' | 'waiting' | 'dead' | 'passed';
  readonly type: string;
  readonly version: string;
}

/** A copy that goes from one version to another without those between them. */
export interface Jump {
  readonly key: string;
  readonly lane: Lane;
  readonly from: number;
  readonly to: number;
  readonly title: string;
}

/** Where everything stands. */
export interface Diagram {
  readonly columns: number;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  readonly jumps: readonly Jump[];
  /** What each module says of the ticket's version. */
  readonly standings: Readonly<Record<Lane, string>>;
}

/**
 * Draws a trace on a grid: the tickets' lane above, the orders' below, and time to the right.
 *
 * @param locale how prices are written; the browser's own, if none is given
 */
export function diagramOf(trace: Trace, locale?: string): Diagram {
  const events = eventsOf(trace);
  const words = createWords(events.filter(isEntry), locale);
  const drawing = createDrawing(words);
  for (const lane of LANES) if (hasEarlier(trace, lane)) drawing.drawEarlier(lane);
  const causes = causesOf(events);
  const leading = new Set(causes.values());
  for (const event of events) {
    if (event.is === 'hole') drawing.drawHole(event);
    else drawing.drawEntry(event, { cause: causes.get(event.entry.entryId), leadsOn: leading.has(event) });
  }
  return { ...drawing.finish(), standings: standingsOf(trace) };
}

function isEntry(event: TraceEvent): event is EntryEvent {
  return event.is === 'entry';
}

/** A copy that is not placed yet: what comes next says whether it was there by then. */
interface Landing {
  readonly event: EntryEvent;
  readonly from: Place;
}

/** How an entry hangs together with those of the other module. */
interface Links {
  /** The one that made the module write it. */
  readonly cause: EntryEvent | undefined;
  /** Whether it made the other module write one. */
  readonly leadsOn: boolean;
}

/** Places things from left to right: each behind all that it follows, in its lane and from the other one. */
function createDrawing(words: Words) {
  const boxes: Box[] = [];
  const arrows: Arrow[] = [];
  const jumps: Jump[] = [];
  const ends: Record<Lane, number> = { tickets: -1, orders: -1 };
  /** The boxes with which entries were written, by the entry. */
  const written = new Map<string, Place>();
  const copies = new Map<number, Place>();
  let lastEmission = -1;
  let landings: Landing[] = [];

  function put(box: Omit<Box, 'column'>, after: number): Place {
    const column = Math.max(ends[box.lane], after) + 1;
    ends[box.lane] = column;
    boxes.push({ ...box, column });
    return { lane: box.lane, column };
  }

  /** Places the copies that an event finds there: an order says at which version of the ticket it was made. */
  function land(before?: EntryEvent): void {
    const order = before?.entry.order;
    const isThere = ({ event: { lane, entry } }: Landing) =>
      order?.version !== 0 || lane !== 'tickets' || entry.sequence <= order.ticketVersion;
    const due = landings.filter(isThere);
    landings = landings.filter((landing) => !due.includes(landing));
    for (const landing of due) drawLanding(landing);
  }

  function drawLanding({ event, from }: Landing): void {
    const { entry, outcome, lane } = event;
    const target = otherLane(lane);
    const place = put(
      { key: `${entry.entryId} there`, lane: target, ...landingOf(event, words) },
      from.column,
    );
    drawArrow(event, from, place);
    if (outcome.is === 'jump') {
      const start = copies.get(outcome.from)?.column ?? place.column - 1;
      const title = outcomeName(outcome, lane);
      jumps.push({ key: `${entry.entryId} jump`, lane: target, from: start, to: place.column, title });
    }
    if (target === 'orders' && (outcome.is === 'applied' || outcome.is === 'jump'))
      copies.set(entry.sequence, place);
  }

  function drawArrow({ entry, outcome }: EntryEvent, from: Place, to: Place): void {
    const { entryId, type } = entry;
    const label = { type, version: versionOf(entry) };
    arrows.push({ key: entryId, from, to, state: arrowStates[outcome.is], ...label });
  }

  return {
    drawEarlier(lane: Lane): void {
      put({ key: `${lane} earlier`, lane, kind: 'earlier', title: 'earlier', lines: ['not shown'] }, -1);
    },
    drawHole(hole: Extract<TraceEvent, { is: 'hole' }>): void {
      land();
      const { lane, from } = hole;
      const title = rangeName(hole, lane);
      const box = {
        key: `${lane} hole ${from}`,
        lane,
        kind: 'hole',
        title,
        lines: [holeReason(hole)],
      } as const;
      lastEmission = put(box, lastEmission).column;
    },
    drawEntry(event: EntryEvent, { cause, leadsOn }: Links): void {
      land(event);
      const { lane, entry } = event;
      const from = cause && written.get(cause.entry.entryId);
      const box = { key: entry.entryId, lane, ...emissionOf(entry, words) };
      const place = put(box, Math.max(lastEmission, from?.column ?? -1));
      lastEmission = place.column;
      written.set(entry.entryId, place);
      if (cause && from) drawArrow(cause, from, place);
      // Its arrow leads to the box of what it led to.
      if (!leadsOn) landings.push({ event, from: place });
    },
    finish() {
      land();
      return { boxes, arrows, jumps, columns: Math.max(ends.tickets, ends.orders) + 1 };
    },
  };
}

const arrowStates = {
  applied: 'applied',
  jump: 'applied',
  known: 'applied',
  passed: 'passed',
  early: 'waiting',
  behind: 'waiting',
  trying: 'waiting',
  coming: 'waiting',
  dead: 'dead',
} as const satisfies Record<Outcome['is'], Arrow['state']>;

/** The box of what an entry was written with. */
function emissionOf(entry: TraceEntry, words: Words): Pick<Box, 'kind' | 'title' | 'lines'> {
  const lines = words.changesIn(entry);
  if (entry.kind === 'request') return { kind: 'request', title: 'resync', lines };
  if (entry.kind === 'snapshot') return { kind: 'snapshot', title: `snapshot v${entry.sequence}`, lines };
  if (entry.order) return { kind: 'order', title: `order ${words.letterOf(entry.order.id)}`, lines };
  return { kind: 'version', title: `v${entry.sequence}`, lines };
}

/** The box of what it led to, or would have. */
function landingOf(
  { lane, entry, outcome }: EntryEvent,
  words: Words,
): Pick<Box, 'kind' | 'title' | 'lines'> {
  const name = versionOf(entry) || 'request';
  const isCopy = lane === 'tickets';
  switch (outcome.is) {
    case 'applied':
      return isCopy
        ? { kind: 'copy', title: `copy ${name}`, lines: copiedIn(entry, words) }
        : { kind: 'seen', title: 'seen', lines: ['changed nothing'] };
    case 'jump':
      return { kind: 'copy', title: `copy ${name}`, lines: ['resynced', ...copiedIn(entry, words).slice(1)] };
    case 'known':
      return { kind: 'seen', title: `copy ${name}`, lines: ['nothing new'] };
    case 'passed':
      return { kind: 'passed', title: name, lines: ['waited until', 'the resync'] };
    case 'dead':
      return { kind: 'dead', title: name, lines: ['dead letter', ...(outcome.error ? [outcome.error] : [])] };
    default:
      return { kind: 'waiting', title: name, lines: [outcomeName(outcome, lane)] };
  }
}

/** A copy has no orderId of the ticket's: whether it is held, the orders module knows by itself. */
function copiedIn(entry: TraceEntry, words: Words): string[] {
  const lines = words.changesIn(entry).filter((line) => !line.includes('orderId') && line !== 'listed');
  const status = entry.changes?.status && entry.sequence > 0 ? entry.ticket?.status : undefined;
  return status && !lines.includes(status) ? [status, ...lines] : lines;
}

/** Which entry made the other module write another one, by the entry that it wrote. */
function causesOf(events: readonly TraceEvent[]): Map<string, EntryEvent> {
  const entries = events.filter(isEntry);
  const causes = new Map<string, EntryEvent>();
  const taken = new Set<EntryEvent>();
  for (const [i, { lane, entry }] of entries.entries()) {
    if (lane !== 'tickets') continue;
    const cause = entries
      .slice(0, i)
      .findLast((event) => event.outcome.is === 'applied' && !taken.has(event) && leadsTo(event, entry));
    if (!cause) continue;
    taken.add(cause);
    causes.set(entry.entryId, cause);
  }
  return causes;
}

function leadsTo({ lane, entry }: EntryEvent, { kind, changes }: TraceEntry): boolean {
  if (lane !== 'orders') return false;
  if (kind === 'snapshot') return entry.kind === 'request';
  const { order } = entry;
  const { from = null, to = null } = changes?.orderId ?? {};
  if (!order || (from === null && to === null)) return false;
  return to === null ? order.id === from && order.version === 1 : order.id === to && order.version === 0;
}

function hasEarlier({ lines }: Trace, lane: Lane): boolean {
  const line = lines.find(({ stream }) => stream === lane);
  return line !== undefined && beginningOf(line) > line.first;
}

function standingsOf({ lines }: Trace): Record<Lane, string> {
  const line = lines.find(({ stream }) => stream === 'tickets');
  const [copy] = line?.groups ?? [];
  return {
    tickets: line?.version == null ? 'no such ticket' : `version ${line.version}`,
    orders: copy?.version == null ? 'no copy' : `copy of version ${copy.version}`,
  };
}
