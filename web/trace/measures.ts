import type { Arrow, Box, Jump, Place } from './diagram.js';
import type { Lane } from './trace.js';

/** In pixels. The lanes' heights stand in trace.css as well. */
const COLUMN = 148;
const MARGIN = 24;
const BOX = { width: 126, height: 74 };
const TOP: Record<Lane, number> = { tickets: 52, orders: 284 };
/** How far from the middle of a box arrows come in and go out. */
const APART = 24;

export const HEIGHT = 430;

/** The bands behind the boxes. */
export const BANDS: Record<Lane, { readonly y: number; readonly height: number }> = {
  tickets: { y: 0, height: 146 },
  orders: { y: 264, height: HEIGHT - 264 },
};

export function widthOf(columns: number): number {
  return MARGIN * 2 + Math.max(0, columns - 1) * COLUMN + BOX.width;
}

/** Where a box stands, and how large it is. */
export function rectOf({ lane, column }: Place) {
  return { x: MARGIN + column * COLUMN, y: TOP[lane], ...BOX };
}

/** The line of an arrow, its head, and the middle, where its name stands. */
export function arrowPath({ from, to }: Pick<Arrow, 'from' | 'to'>) {
  const down = from.lane === 'tickets';
  const x1 = middleOf(from) + APART;
  const x2 = middleOf(to) - APART;
  const y1 = TOP[from.lane] + (down ? BOX.height : 0);
  const y2 = TOP[to.lane] + (down ? 0 : BOX.height);
  const sign = down ? 1 : -1;
  const bend = sign * 78;
  const end = y2 - sign * 9;
  return {
    line: `M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${end - bend} ${x2} ${end}`,
    head: `M${x2} ${y2}l-5.5 ${-sign * 11}h11z`,
    label: { x: (x1 + x2) / 2, y: (y1 + y2) / 2 },
  };
}

/** What lies below the name of an arrow, which stands around a point: two lines of letters of one width. */
export function groundOf(type: string, { x, y }: { x: number; y: number }) {
  const width = type.length * LETTER + 8;
  return { x: x - width / 2, y: y - 16, width, height: 34 };
}

/** How wide a letter of the name of an arrow is. */
const LETTER = 7;

/** The line of a jump, below the boxes of its lane. */
export function jumpPath({ lane, from, to }: Jump) {
  const x1 = middleOf({ lane, column: from });
  const x2 = middleOf({ lane, column: to });
  const y = TOP[lane] + BOX.height;
  const low = y + 30;
  return {
    line: `M${x1} ${y}V${low - 10}q0 10 10 10H${x2 - 10}q10 0 10-10V${y + 11}`,
    head: `M${x2} ${y}l-7 13h14z`,
    label: { x: (x1 + x2) / 2, y: low - 8 },
  };
}

/** Where the lines of text of a box stand, in the box. */
export const TEXT = { x: 11, title: 24, lines: [45, 62] } as const;

/** What fits into one line of a box. */
const LINE_LENGTH = 16;

/** The lines of a box as far as there is room for them. */
export function fitting({ lines }: Pick<Box, 'lines'>): string[] {
  const room = TEXT.lines.length;
  const shown =
    lines.length > room ? [...lines.slice(0, room - 1), `and ${lines.length - room + 1} more`] : lines;
  return shown.map((line) =>
    line.length > LINE_LENGTH ? `${line.slice(0, LINE_LENGTH - 1).trimEnd()}…` : line,
  );
}

function middleOf(place: Place): number {
  const { x, width } = rectOf(place);
  return x + width / 2;
}
