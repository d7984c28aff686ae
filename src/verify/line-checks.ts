import { differences, shown, wholeNumber } from './hash-checks.js';
import type { HistoryMember } from './kept.js';
import {
  type Fields,
  historyKey,
  type Place,
  replicaKey,
  type StreamName,
  streamKey,
  ticketKey,
} from './layout.js';
import { appliedOf, digestTime, isBefore, type Line, lineName } from './line.js';
import { mayBeTrimmed, type Retention } from './retention.js';
import type { TicketCase } from './ticket-case.js';
import { type Violation, violation } from './violation.js';

/**
 * A line before a record was read and after it. Versions only rise, so what was announced before must be in the
 * record, and what is in the record must be announced after: this holds while others write, without a second look.
 */
export interface Stand {
  readonly before: Line | undefined;
  readonly after: Line | undefined;
  readonly retention: Retention;
}

/** A record that announces its versions in a line. */
export interface Announced extends Place {
  readonly stream: StreamName;
  readonly key: string;
  readonly hash: Fields;
  readonly version: number;
  /** When version 0 was made, or the last version whose entry is not there: milliseconds since the epoch. */
  readonly lostAt: number;
}

/** @param told what the entry that announces the version says; `undefined` when there is none */
export function judgeAnnounced(record: Announced, stand: Stand, told: object | undefined): Violation[] {
  const { before, after, retention } = stand;
  const { partition, key, version, hash } = record;
  const stream = streamKey(partition, record.stream);
  if (before && version < before.last) {
    const detail = `the hash is of version ${version}, although version ${before.last} was announced`;
    return [violation('hashes', partition, [key, `${stream} ${before.lastId}`], detail)];
  }
  const line = before ?? after;
  const isBeginningLost = line !== undefined && line.first > 0 && !mayBeTrimmed(retention, record.lostAt);
  const beginning = isBeginningLost
    ? [unannounced(record, `no entry announces version ${line.first - 1}`)]
    : [];
  if (told) {
    const keys = [key, `${stream} ${after?.last === version ? after.lastId : (before?.lastId ?? '')}`.trim()];
    return [
      ...beginning,
      ...differences(hash, told).map((detail) =>
        violation('hashes', partition, keys, `version ${version}: ${detail}`),
      ),
    ];
  }
  if (mayBeTrimmed(retention, Date.parse(hash.updatedAt ?? ''))) return beginning;
  const last = after ? `the last one that does is of version ${after.last}` : 'none is about it';
  return [...beginning, unannounced(record, `no entry announces version ${version} of the hash: ${last}`)];
}

function unannounced({ partition, stream, key }: Announced, detail: string): Violation {
  return violation('versions', partition, [key, streamKey(partition, stream)], detail);
}

/** A history of the changes about a ticket in one stream. */
export interface History extends Place {
  readonly stream: StreamName;
  readonly members: readonly HistoryMember[];
}

/** Whether a history tells of each entry that is there, and of its time. */
export function judgeTimes(history: History, { before: line, retention: { firstId } }: Stand): Violation[] {
  if (!line || line.keptFrom > line.last) return [];
  const { stream, partition, id, members } = history;
  const wrong = (detail: string) => [
    violation(
      'history',
      partition,
      [historyKey(stream, history)],
      `${lineName(stream, id)}: the history ${detail}`,
    ),
  ];
  const { keptFrom, last } = line;
  const kept = members.filter(({ sequence }) => sequence >= keptFrom && sequence <= last);
  // What was trimmed since it was walked is not told of either.
  const isThere = firstId !== undefined && !isBefore(line.firstId, firstId);
  if (isThere && !kept.some(({ sequence }) => sequence === keptFrom))
    return wrong(`does not tell of ${keptFrom}, whose entry is there`);
  if (line.wholeTo < last || kept.length !== last - keptFrom + 1) return [];
  const digest = kept.reduce((sum, { sequence, at }) => digestTime(sum, sequence, at), 0);
  return digest === line.times ? [] : wrong('tells another time of an entry than the entry itself');
}

/**
 * Whether both groups have applied what they have acknowledged, and whether the counter of the order entries is right.
 *
 * @param tickets how the ticket's own entries stand
 * @param orders how the entries of all its orders stand
 */
export function judgeApplied(found: TicketCase, tickets: Stand, orders: Stand): Violation[] {
  const { partition, replica, ticket } = found;
  const sequence = wholeNumber(replica?.sequence) ?? 0;
  const copied = wholeNumber(replica?.version) ?? -1;
  const seen = wholeNumber(ticket?.seen ?? '0') ?? 0;
  // Of what was trimmed all must have been applied.
  const dueCopy = dueOf(tickets, { start: 0, trimmed: wholeNumber(ticket?.version) ?? 0 });
  const dueSeen = dueOf(orders, { start: 1, trimmed: sequence });
  const violations: Violation[] = [];
  if (copied < dueCopy) {
    const state = copied < 0 ? 'there is no replica' : `the replica is of version ${copied}`;
    const detail = `ticket ${found.id}: ${state}, and version ${copied + 1} is neither unread nor pending`;
    violations.push(
      violation('applied', partition, [replicaKey(found), streamKey(partition, 'tickets')], detail),
    );
  }
  if (seen < dueSeen) {
    const detail = `ticket ${found.id}: has seen ${seen} order entries, and ${seen + 1} is neither unread nor pending`;
    violations.push(
      violation('applied', partition, [ticketKey(found), streamKey(partition, 'orders')], detail),
    );
  }
  return [...violations, ...judgeCounter(found, sequence, orders)];
}

/** The counter of a replica is the sequence of its last order entry. */
function judgeCounter(found: TicketCase, sequence: number, { before, after, retention }: Stand): Violation[] {
  const { partition, replica } = found;
  const isBehind = before !== undefined && sequence < before.last;
  const isAhead = after ? sequence > after.last : sequence > 0 && !retention.isTrimmed;
  const isBeginningLost = after !== undefined && after.first > 1 && !retention.isTrimmed;
  if (!isBehind && !isAhead && !isBeginningLost) return [];
  const line = after ? `order entries ${after.first} to ${after.last}` : 'no order entries';
  const detail = `ticket ${found.id}: the replica counts ${shown(replica?.sequence)}, and there are ${line}`;
  return [violation('versions', partition, [replicaKey(found), streamKey(partition, 'orders')], detail)];
}

function dueOf({ before, after }: Stand, { start, trimmed }: { start: number; trimmed: number }): number {
  if (before) return appliedOf(before);
  return after ? start - 1 : trimmed;
}
