import { printable } from '../printable.js';
import type { RebuildReport } from './rebuild.js';

/** A report for people. */
export function printReport(report: RebuildReport, where: string): string {
  const { tickets, restored, corrected, failures, failureCount, foreign, foreignCount } = report;
  return [
    `${where}: ${count(tickets, 'ticket')} announced, ${count(restored, 'replica')} restored, ${grouped(corrected)} corrected.`,
    ...listed(
      'Not done',
      failures.map(({ id, reason }) => `${id}: ${reason}`),
      failureCount,
    ),
    ...listed('Replicas of tickets that do not exist, left alone', foreign, foreignCount),
    failureCount === 0
      ? 'Every ticket has its replica.'
      : `${count(failureCount, 'record')} could not be dealt with; holdfast verify says what is wrong.`,
  ].join('\n');
}

function listed(title: string, lines: readonly string[], total: number): string[] {
  if (total === 0) return [];
  const of = lines.length < total ? ` (${grouped(lines.length)} of ${grouped(total)})` : '';
  return [`${title}${of}:`, ...lines.map((line) => `  ${printable(line)}`)];
}

function count(number: number, what: string): string {
  return `${grouped(number)} ${number === 1 ? what : `${what}s`}`;
}

function grouped(number: number): string {
  return number.toLocaleString('en');
}
