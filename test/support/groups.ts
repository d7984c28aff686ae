import type { Redis } from 'ioredis';
import { pairs } from '../../src/bus/replies.js';

/** A pending entry, as XPENDING tells it. */
export interface Pending {
  readonly entryId: string;
  readonly consumer: string;
  readonly deliveries: number;
}

/** The entries that a group has read and not acknowledged, oldest first. */
export async function pending(redis: Redis, stream: string, group: string): Promise<Pending[]> {
  const entries = await redis.xpending(stream, group, '-', '+', 10_000);
  return entries.map((entry) => {
    const [entryId, consumer, , deliveries] = Array.isArray(entry) ? entry : [];
    return { entryId: String(entryId), consumer: String(consumer), deliveries: Number(deliveries) };
  });
}

export async function pendingIds(redis: Redis, stream: string, group: string): Promise<string[]> {
  return (await pending(redis, stream, group)).map(({ entryId }) => entryId);
}

/** Whether a group has read every entry of its stream and acknowledged it. */
export async function allDone(redis: Redis, stream: string, group: string): Promise<boolean> {
  const groups = await described(redis, 'GROUPS', stream);
  const state = groups.find((one) => one.get('name') === group);
  const [newest] = await redis.xrevrange(stream, '+', '-', 'COUNT', 1);
  return state?.get('pending') === 0 && state.get('last-delivered-id') === (newest?.[0] ?? '0-0');
}

/** The names of a group's consumers. */
export async function consumers(redis: Redis, stream: string, group: string): Promise<string[]> {
  return (await described(redis, 'CONSUMERS', stream, group)).map((consumer) => String(consumer.get('name')));
}

/** The id of the connection of a group's one reader of partition 0, once it waits for entries. */
export async function waitingReader(redis: Redis, group: string): Promise<number | undefined> {
  const list = String(await redis.client('LIST'));
  const id = new RegExp(`^id=(\\d+) .*name=holdfast-${group}-0-.*cmd=xreadgroup`, 'm').exec(list)?.[1];
  return id === undefined ? undefined : Number(id);
}

/** Reads new entries as a consumer that never acknowledges them; returns their ids. */
export async function readAndForget(
  redis: Redis,
  place: { readonly stream: string; readonly group: string; readonly consumer: string },
  count: number,
): Promise<string[]> {
  const { stream, group, consumer } = place;
  const reply = await redis.xreadgroup('GROUP', group, consumer, 'COUNT', count, 'STREAMS', stream, '>');
  const [first] = reply ?? [];
  return Array.isArray(first) && Array.isArray(first[1]) ? first[1].map((entry) => String(entry[0])) : [];
}

async function described(redis: Redis, what: string, ...args: string[]): Promise<Map<unknown, unknown>[]> {
  const reply = await redis.call('XINFO', what, ...args);
  if (!Array.isArray(reply)) throw new Error(`XINFO ${what} did not answer a list`);
  return reply.map((one: unknown) => new Map(pairs<unknown>(Array.isArray(one) ? one : [])));
}
