import { type EntryEvent, eventsOf } from './events.js';
import { otherLane, type Trace } from './trace.js';
import { createWords, holeReason, outcomeName, rangeName, versionOf } from './words.js';

/** One row of the table that says the same as the drawing. */
export interface Row {
  readonly key: string;
  /** When the entry was written, RFC 3339; empty for a hole. */
  readonly time: string;
  /** Which module wrote it. */
  readonly from: string;
  readonly entry: string;
  readonly what: string;
  /** What became of it in the other module. */
  readonly outcome: string;
  readonly isBad: boolean;
}

export interface Table {
  readonly rows: readonly Row[];
  readonly orders: readonly { readonly letter: string; readonly id: string }[];
}

export const HEADINGS = ['time', 'from', 'entry', 'what it says', 'in the other module'] as const;

/** @param locale how prices are written; the browser's own, if none is given */
export function tableOf(trace: Trace, locale?: string): Table {
  const events = eventsOf(trace);
  const words = createWords(
    events.filter((event): event is EntryEvent => event.is === 'entry'),
    locale,
  );
  const rows = events.map((event): Row => {
    const { lane } = event;
    if (event.is === 'hole') {
      const what = holeReason(event);
      const key = `${lane} hole ${event.from}`;
      const entry = rangeName(event, lane);
      return { key, time: '', from: lane, entry, what, outcome: 'missing', isBad: true };
    }
    const { entry, outcome } = event;
    const order = entry.order ? [`order ${words.letterOf(entry.order.id)}`] : [];
    return {
      key: entry.entryId,
      time: entry.time,
      from: lane,
      entry: `${entry.type} ${versionOf(entry)}`.trim(),
      what: [...order, ...words.changesIn(entry)].join(', '),
      outcome: `${otherLane(lane)}: ${outcomeName(outcome, lane)}`,
      isBad: outcome.is === 'dead' || outcome.is === 'early',
    };
  });
  return { rows, orders: words.orders };
}

/** The table as text, in columns, to be put into a letter or an issue. */
export function textOf({ rows, orders }: Table): string {
  const lines = [
    HEADINGS,
    ...rows.map(({ time, from, entry, what, outcome }) => [time, from, entry, what, outcome]),
  ];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...text, '', ...orders.map(({ letter, id }) => `order ${letter}: ${id}`)].join('\n').trimEnd();
}
