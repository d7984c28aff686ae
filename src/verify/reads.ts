import { closeQuietly, type connectExclusive } from '../redis/index.js';
import type { Fields } from './layout.js';

type Redis = Awaited<ReturnType<typeof connectExclusive>>;

/** A command that reads, with its arguments. */
export type Command = readonly [name: string, ...args: (string | number)[]];

/** The one way to Redis: commands that read, and nothing else. */
export interface Reads {
  /**
   * Reads many things in one round trip, not all at the same moment.
   *
   * @returns the replies; an Error where Redis refused one
   * @throws Error when Redis does not answer
   */
  all(commands: readonly Command[]): Promise<unknown[]>;
  /** Reads many things as they are at one moment. */
  atOnce(commands: readonly Command[]): Promise<unknown[]>;
}

/** A stream entry: its id, and its fields and values in turn. */
export type RawEntry = readonly [entryId: string, fields: readonly string[]];

/** How long Redis may be silent. */
const SILENCE_MS = 60_000;

/** How many commands are on their way at a time: more would only fill memory. */
const AT_A_TIME = 400;

/**
 * @param redis an exclusive connection, which sends nothing twice and never reconnects
 * @param signal ends it all
 */
export function createReads(redis: Redis, signal: AbortSignal): Reads {
  signal.addEventListener('abort', () => closeQuietly(redis), { once: true });

  async function answered(reply: Promise<[Error | null, unknown][] | null>): Promise<unknown[]> {
    const timer = setTimeout(() => closeQuietly(redis), SILENCE_MS);
    try {
      const replies = (await reply) ?? [];
      // A pipeline does not reject: each of its commands tells by itself that the connection is gone.
      if (redis.status === 'end') throw new Error('the connection is closed');
      return replies.map(([error, value]) => error ?? value);
    } catch (cause) {
      signal.throwIfAborted();
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`Redis does not answer any more: ${reason}.`, { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async all(commands) {
      const replies: unknown[] = [];
      for (let i = 0; i < commands.length; i += AT_A_TIME) {
        const some = commands.slice(i, i + AT_A_TIME).map((command) => [...command]);
        for (const reply of await answered(redis.pipeline(some).exec())) replies.push(reply);
      }
      return replies;
    },
    atOnce: (commands) => answered(redis.multi(commands.map((command) => [...command])).exec()),
  };
}

/** @throws Error with what Redis said, unless it is only that the key holds something else: that is as good as nothing */
function value(reply: unknown): unknown {
  if (!(reply instanceof Error)) return reply;
  if (reply.message.startsWith('WRONGTYPE')) return null;
  throw new Error(`Redis refused to be read: ${reply.message}`, { cause: reply });
}

/** The reply of HGETALL; `undefined` when there is no such hash. */
export function fieldsOf(reply: unknown): Fields | undefined {
  const found = value(reply);
  return isFields(found) ? found : undefined;
}

/** What Redis sends is not copied: there are millions of them. */
function isFields(found: unknown): found is Fields {
  if (typeof found !== 'object' || found === null) return false;
  let count = 0;
  for (const name in found) {
    if (Object.hasOwn(found, name)) count += 1;
  }
  return count > 0;
}

export function listOf(reply: unknown): unknown[] {
  const found = value(reply);
  return Array.isArray(found) ? found : [];
}

export function stringsOf(reply: unknown): string[] {
  const list = listOf(reply);
  return isStrings(list) ? list : list.map(String);
}

function isStrings(list: unknown[]): list is string[] {
  return list.every((item) => typeof item === 'string');
}

export function textOf(reply: unknown): string | undefined {
  const found = value(reply);
  return found === null || found === undefined ? undefined : String(found);
}

/** The reply of ZSCORE; `undefined` when there is no such member. */
export function scoreOf(reply: unknown): number | undefined {
  const text = textOf(reply);
  return text === undefined ? undefined : Number(text);
}

/** The reply of XRANGE. */
export function entriesOf(reply: unknown): RawEntry[] {
  return listOf(reply).map((entry) => {
    const [entryId, fields] = listOf(entry);
    return [String(entryId), stringsOf(fields)];
  });
}

/** The value of a field, found without taking the whole entry apart. */
export function fieldIn(fields: readonly string[], name: string): string {
  for (let i = 0; i + 1 < fields.length; i += 2) if (fields[i] === name) return fields[i + 1] ?? '';
  return '';
}

/** A reply of names and values in turn, as XINFO gives it. */
export function attributesOf(reply: unknown): Map<string, unknown> {
  const flat = listOf(reply);
  const attributes = new Map<string, unknown>();
  for (let i = 0; i + 1 < flat.length; i += 2) attributes.set(String(flat[i]), flat[i + 1]);
  return attributes;
}

/** The reply of a command on a stream that may not exist, or whose group may not. */
export function listIfThere(reply: unknown): unknown[] {
  const isMissing = reply instanceof Error && /^(ERR no such key|NOGROUP)/.test(reply.message);
  return isMissing ? [] : listOf(reply);
}

/** Those of some keys that do not exist; asked in one command as long as all of them do. */
export async function missingKeys(reads: Reads, keys: readonly string[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const [count] = await reads.all([['exists', ...keys]]);
  if (Number(textOf(count)) === keys.length) return new Set();
  const exist = await reads.all(keys.map((key) => ['exists', key]));
  return new Set(keys.filter((_, i) => textOf(exist[i]) !== '1'));
}
