import type { Redis } from 'ioredis';
import { fieldsOf } from '../../src/bus/replies.js';
import type { Stored, Written } from './call.js';

/** Reads what the streams hold; those of a partition at one moment, as an entry of one may be caused by the other's. */
export async function readStored(redis: Redis, partitions: number): Promise<Stored> {
  const parts = await Promise.all(
    Array.from({ length: partitions }, async (_, p) => {
      const replies = await redis
        .multi()
        .xrange(`{${p}}:tickets`, '-', '+')
        .xrange(`{${p}}:orders`, '-', '+')
        .exec();
      return (replies ?? []).map(([error, entries]) => {
        if (error) throw error;
        return entries as [string, string[]][];
      });
    }),
  );
  return {
    tickets: linesOf(parts.flatMap(([tickets = []]) => tickets)),
    orders: linesOf(parts.flatMap(([, orders = []]) => orders)),
  };
}

/** By the subject, which is the ticket in both streams. Snapshots and requests for them change nothing. */
function linesOf<State>(entries: readonly [string, string[]][]): Map<string, Written<State>[]> {
  const lines = new Map<string, Written<State>[]>();
  for (const [entryId, fields] of entries) {
    const { type = '', subject = '', sequence, data = '', traceparent } = fieldsOf(fields);
    if (type === 'ticket:snapshot' || type === 'ticket:resync-requested') continue;
    const state = JSON.parse(data) as State;
    const entry = { entryId, type, sequence: Number(sequence), traceId: traceparent?.split('-')[1], state };
    lines.set(subject, [...(lines.get(subject) ?? []), entry]);
  }
  return lines;
}
