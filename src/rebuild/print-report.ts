import type { RebuildReport } from './rebuild.js';

/** A report for people. */
export function printReport(report: RebuildReport, where: string): string {
  const { tickets, restored, corrected, failures, foreign } = report;
  return [
    `${where}: ${count(tickets, 'ticket')} announced, ${count(restored, 'replica')} restored, ${grouped(corrected)} corrected.`,
    ...listed(
      'Not done:',
      failures.map(({ id, reason }) => `${id}: ${reason}`),
    ),
    ...listed('Replicas of tickets that do not exist, left alone:', foreign),
    failures.length === 0
      ? 'Every ticket has its replica.'
      : `${count(failures.length, 'record')} could not be dealt with; npm run verify says what is wrong.`,
  ].join('\n');
}

function listed(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

function count(number: number, what: string): string {
  return `${grouped(number)} ${number === 1 ? what : `${what}s`}`;
}

function grouped(number: number): string {
  return number.toLocaleString('en');
}
