import { printTable } from '../print-table.js';
import { printable } from '../printable.js';
import type { CheckResult } from './findings.js';
import type { DeadLetterReport, GroupReport } from './groups.js';
import type { Report } from './verify.js';
import { CHECKS, type Violation } from './violation.js';

/** A report for people. */
export function printReport(report: Report, where: string): string {
  const { tickets, orders, partitions, violations, pendingTickets } = report;
  const isOne = partitions === 1;
  const head = `${where}: ${grouped(tickets)} tickets and ${grouped(orders)} orders in ${partitions} ${isOne ? 'partition' : 'partitions'}`;
  return [
    head,
    printTable([['check', 'looked at', 'result', ''], ...report.checks.map(checkRow)]),
    printTable([
      ['group', 'stream', 'unread', 'pending', 'oldest pending', 'dead letters'],
      ...report.groups.map(groupRow),
    ]),
    ...(pendingTickets === 0 ? [] : [pendingLine(pendingTickets)]),
    ...(report.deadLetters.length === 0
      ? []
      : [['Dead letters:', ...report.deadLetters.map(letterLine)].join('\n')]),
    ...(violations.length === 0 ? [] : [['Violations:', ...violations.map(violationLines)].join('\n')]),
    verdict(report),
  ].join('\n\n');
}

function checkRow({ check, looked, found }: CheckResult): string[] {
  return [check, grouped(looked), found === 0 ? 'ok' : `${grouped(found)} wrong`, CHECKS[check]];
}

function groupRow({ group, partition, stream, ...state }: GroupReport): string[] {
  const { exists, lag, pending, oldestPending, deadLetters } = state;
  const oldest = oldestPending ? `${oldestPending.entryId} (${age(oldestPending.ageMs)})` : '-';
  return [
    group,
    `{${partition}}:${stream}`,
    exists ? (lag === null ? 'unknown' : grouped(lag)) : 'no group',
    grouped(pending),
    oldest,
    grouped(deadLetters),
  ];
}

function pendingLine(count: number): string {
  return `${grouped(count)} ${count === 1 ? 'ticket' : 'tickets'} could not be compared: entries for them are unread or pending.`;
}

function letterLine({ key, id, entryId, error }: DeadLetterReport): string {
  return printable(`  ${key} ${id}${entryId === null ? '' : `, entry ${entryId}`}: ${error}`);
}

function violationLines({ check, keys, detail }: Violation): string {
  return [`  ${check}: ${detail}`, ...keys.map((key) => `    ${key}`)].map(printable).join('\n');
}

function verdict({ checks, violations }: Report): string {
  const found = checks.reduce((sum, check) => sum + check.found, 0);
  if (found === 0) return 'All is as it must be.';
  const shown = violations.length < found ? `, of which ${grouped(violations.length)} are shown` : '';
  return `${grouped(found)} ${found === 1 ? 'violation' : 'violations'}${shown}.`;
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}

function age(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${grouped(Math.round(ms / 1000))} s`;
}
