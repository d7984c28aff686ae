import { printTable } from '../print-table.js';
import { printable } from '../printable.js';
import type { DeadLetter } from './calls.js';

/** Dead letters as a table for people. */
export function printList(letters: readonly DeadLetter[]): string {
  if (letters.length === 0) return 'There are no dead letters.';
  const head = ['id', 'entry', 'type', 'sequence', 'subject', 'attempts', 'waiting', 'failed at', 'error'];
  return printTable([head, ...letters.map(rowOf)]);
}

function rowOf(letter: DeadLetter): string[] {
  const { id, stream, entryId, type, sequence, subject, attempts, waiting, failedAt, error } = letter;
  return [
    id,
    entryId === null ? '-' : `${stream} ${entryId}`,
    type ?? '-',
    String(sequence ?? '-'),
    subject ?? '-',
    String(attempts),
    String(waiting),
    failedAt ?? '-',
    shortened(error),
  ].map(printable);
}

/** One dead letter, with all that is known of it, for people. */
export function printLetter({ data, ...letter }: DeadLetter): string {
  const { id, group, partition, stream, entryId, type, subject, sequence } = letter;
  const rows = [
    ['id', id],
    ['group', `${group}, which reads the stream ${stream} of partition ${partition}`],
    ['entry', entryId ?? '-'],
    ['type', type ?? '-'],
    ['subject', subject ?? '-'],
    ['sequence', String(sequence ?? '-')],
    ['failed', `${letter.failedAt ?? '-'}, at attempt ${letter.attempts}`],
    ['waiting', `${letter.waiting} entries about the subject wait for it in the server that answered`],
    ['error', letter.error],
  ];
  const cells = rows.map((row) => row.map(printable));
  return `${printTable(cells)}\ndata\n${JSON.stringify(data, null, 2).split('\n').map(printable).join('\n')}`;
}

/** More of an error than stands in a line, `show` tells. */
const ERROR_LENGTH = 80;

function shortened(text: string): string {
  return text.length > ERROR_LENGTH ? `${text.slice(0, ERROR_LENGTH - 1)}…` : text;
}
