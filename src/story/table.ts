import type { Picture } from './picture.js';
import type { PlayedStep } from './story.js';

const HEAD = ['step', 'tickets module', 'entries', 'orders module'];
const WIDTHS = [30, 26, 26, 26];

/** The lines above the first row. */
export function tableHead(): string {
  return `${line(HEAD)}\n${WIDTHS.map((width) => '-'.repeat(width)).join('  ')}`;
}

/** A step of the story as a row; where something else was expected, that follows. */
export function tableRows({ title, seen, expected, ok }: PlayedStep): string {
  const row = tableRow(title, seen);
  return ok ? row : `${row}\n\nThis is not as it must be. Expected:\n${tableRow(title, expected)}`;
}

/** A line for each entry. */
function tableRow(title: string, { ticket, entries, replica }: Picture): string {
  const lines = Math.max(1, entries.length);
  return Array.from({ length: lines }, (_, i) =>
    line(i === 0 ? [title, ticket, entries[0] ?? '', replica] : ['', '', entries[i] ?? '', '']),
  ).join('\n');
}

function line(cells: readonly string[]): string {
  return cells
    .map((cell, i) => cell.padEnd(WIDTHS[i] ?? 0))
    .join('  ')
    .trimEnd();
}
