import type { Redis } from 'ioredis';
import { Fault } from './faults.js';
import type { Reply } from './reply-parser.js';
import { watched } from './watchdog.js';
import { takeOver, type Wire } from './wire.js';
import type { Command } from './working-set.js';

/** An entry as the stream gives it. */
export interface RawEntry {
  /** The stream's own id of the entry. */
  readonly entryId: string;
  /** Names and values in turn. */
  readonly fields: readonly string[];
}

/** One consumer of a group, reading one stream over a connection of its own. */
export interface GroupReader {
  /** Creates the group, from the beginning of the stream, unless it exists. */
  join(): Promise<void>;
  /** New entries; waits up to `blockMs` for the first. */
  next(): Promise<RawEntry[]>;
  /** Entries that were given to this very consumer after the id `after`, and are still pending. */
  own(after: string): Promise<RawEntry[]>;
  /** Takes over entries that their consumers have left pending for `idleMs`; its cursor goes on from call to call. */
  takeOver(): Promise<{ readonly entries: RawEntry[]; readonly more: boolean }>;
  /** Leaves the group, if nothing is pending here: deleting a consumer drops what is. */
  leave(): Promise<void>;
  /** The connection's id, by which CLIENT UNBLOCK ends a wait. */
  readonly clientId: number;
  close(): void;
}

export interface GroupReaderOptions {
  readonly stream: string;
  readonly group: string;
  readonly consumer: string;
  readonly count: number;
  readonly blockMs: number;
  /** How long after the end of the wait a reply may take before the connection counts as dead. */
  readonly replyTimeoutMs: number;
  readonly idleMs: number;
}

/** @param redis an exclusive connection, with no command in flight; the reader takes it over and closes it */
export async function createGroupReader(redis: Redis, options: GroupReaderOptions): Promise<GroupReader> {
  const { stream, group, consumer, count, blockMs, replyTimeoutMs, idleMs } = options;
  let cursor = '0-0';

  const wire = takeOver(redis);
  const callWithin = (timeoutMs: number, ...command: Command) =>
    watched(redis, answerOf(wire, command), timeoutMs);
  const call = (...command: Command) => callWithin(replyTimeoutMs, ...command);
  const clientId = Number(await call('CLIENT', 'ID'));

  return {
    clientId,
    async join() {
      try {
        await call('XGROUP', 'CREATE', stream, group, '0', 'MKSTREAM');
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error;
      }
    },
    async next() {
      const place = ['GROUP', group, consumer, 'COUNT', count, 'BLOCK', blockMs, 'STREAMS', stream] as const;
      return entriesOfFirstStream(await callWithin(blockMs + replyTimeoutMs, 'XREADGROUP', ...place, '>'));
    },
    async own(after) {
      return entriesOfFirstStream(
        await call('XREADGROUP', 'GROUP', group, consumer, 'COUNT', count, 'STREAMS', stream, after),
      );
    },
    async takeOver() {
      const reply = await call('XAUTOCLAIM', stream, group, consumer, idleMs, cursor, 'COUNT', count);
      if (!Array.isArray(reply)) throw new Fault('XAUTOCLAIM did not answer a list');
      cursor = String(reply[0]);
      return { entries: entriesOf(reply[1]), more: cursor !== '0-0' };
    },
    async leave() {
      const pending = await call('XPENDING', stream, group, '-', '+', 1, consumer);
      if (Array.isArray(pending) && pending.length === 0)
        await call('XGROUP', 'DELCONSUMER', stream, group, consumer);
    },
    close: () => redis.disconnect(),
  };
}

async function answerOf(wire: Wire, command: Command): Promise<Reply | undefined> {
  const [reply] = await wire.send([command]);
  if (reply instanceof Error) throw reply;
  return reply;
}

/** The reply is a list of streams with their entries, or null when nothing came in time. */
function entriesOfFirstStream(reply: unknown): RawEntry[] {
  if (reply === null) return [];
  const first: unknown = Array.isArray(reply) ? reply[0] : undefined;
  if (!Array.isArray(first)) throw new Fault('XREADGROUP did not answer a list of streams');
  return entriesOf(first[1]);
}

/** The entries of a stream, as any command that reads one gives them. */
export function entriesOf(list: unknown): RawEntry[] {
  if (!Array.isArray(list)) throw new Fault('a stream did not answer a list of entries');
  return list.flatMap((entry: unknown) => {
    if (!Array.isArray(entry)) return [];
    const fields: unknown = entry[1];
    // An entry that was trimmed while it was pending has an id but no fields any more.
    return [{ entryId: String(entry[0]), fields: Array.isArray(fields) ? fields.map(String) : [] }];
  });
}
