import { decodeEvent } from '../bus/index.js';
import { orderEvents } from '../events/orders.js';
import { ticketEvents } from '../events/tickets.js';
import { wholeNumber } from './hash-checks.js';
import { type Fields, type Place, type StreamName, streamKey } from './layout.js';
import type { Line } from './line.js';
import { entriesOf, type RawEntry, type Reads } from './reads.js';
import { type Fresh, freshKey } from './walk.js';

/** A record whose version an entry must tell of. */
export interface Telling extends Place {
  readonly stream: StreamName;
  readonly hash: Fields | undefined;
  /** Its line as it was before the record was read. */
  readonly before: Line | undefined;
}

/**
 * The states that the entries of the records' own versions carry; `undefined` where there is no such entry.
 *
 * @param fresh what was announced since the lines were as they were before
 */
export async function readTold(
  reads: Reads,
  records: readonly Telling[],
  fresh: Fresh,
): Promise<(object | undefined)[]> {
  const newest = records.map(({ hash, before }) =>
    before && wholeNumber(hash?.version) === before.last ? before.lastId : undefined,
  );
  const asked = records.flatMap(({ partition, stream }, i) => {
    const entryId = newest[i];
    return entryId === undefined ? [] : [['xrange', streamKey(partition, stream), entryId, entryId] as const];
  });
  const replies = (await reads.all(asked)).values();
  return records.map(({ stream, id, hash }, i) => {
    if (newest[i] === undefined) return fresh.get(freshKey({ id, version: Number(hash?.version) }));
    const [entry] = entriesOf(replies.next().value);
    return entry && stateIn(stream, entry);
  });
}

/** It was decoded before, when the stream was walked. */
function stateIn(stream: StreamName, [, fields]: RawEntry): object {
  return stream === 'tickets'
    ? decodeEvent(ticketEvents, fields).data
    : decodeEvent(orderEvents, fields).data;
}
