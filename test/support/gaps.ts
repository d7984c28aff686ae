import type { Redis } from 'ioredis';
import { partitionOf } from '../../src/bus/index.js';
import { pauseGroup } from './paused-group.js';

/** Lets a group miss entries: they are gone before it reads on. */
export function loser(redis: Redis) {
  return async (group: 'orders' | 'tickets', act: () => Promise<number[]>) => {
    const stream = group === 'orders' ? 'tickets' : 'orders';
    const resume = await pauseGroup(redis, { stream, group });
    const length = await redis.xlen(`{0}:${stream}`);
    const sequences = await act();
    const entries = await redis.xrange(`{0}:${stream}`, '-', '+');
    for (const [entryId, fields] of entries.slice(length))
      if (sequences.includes(Number(fields[fields.indexOf('sequence') + 1])))
        await redis.xdel(`{0}:${stream}`, entryId);
    await resume();
  };
}

/** Takes entries about a ticket out of the stream. */
export async function remove(redis: Redis, ticketId: string, sequences: number[]): Promise<void> {
  for (const [entryId, fields] of await redis.xrange('{0}:tickets', '-', '+')) {
    const field = (name: string) => fields[fields.indexOf(name) + 1];
    if (field('subject') === ticketId && sequences.includes(Number(field('sequence'))))
      await redis.xdel('{0}:tickets', entryId);
  }
}

/** The fields of an entry about a ticket. */
export async function entryFields(redis: Redis, ticketId: string, sequence: number): Promise<string[]> {
  const entries = await redis.xrange('{0}:tickets', '-', '+');
  const found = entries.find(
    ([, fields]) => fields.includes(ticketId) && fields[fields.indexOf('sequence') + 1] === String(sequence),
  );
  return found?.[1] ?? [];
}

/** An entry about a ticket that nobody made: whoever reads it sees that something is missing before it. */
export async function announce(redis: Redis, ticketId: string, sequence: number): Promise<void> {
  const [entry] = await redis.xrevrange('{0}:tickets', '+', '-', 'COUNT', 1);
  const fields = [...(entry?.[1] ?? [])];
  const set = (name: string, value: string) => fields.splice(fields.indexOf(name) + 1, 1, value);
  set('id', `${ticketId}/${sequence}`);
  set('type', 'ticket:updated');
  set('subject', ticketId);
  set('sequence', String(sequence));
  await redis.xadd('{0}:tickets', '*', ...fields);
}

/** Announces a state as a snapshot that nobody asked for. */
export async function addSnapshot(redis: Redis, state: object): Promise<void> {
  const { id, version } = { id: '', version: 0, ...state };
  const time = new Date().toISOString();
  const attributes = { id: `${id}/snapshot`, type: 'ticket:snapshot', source: '/holdfast/tickets', time };
  const fields = { ...attributes, subject: id, sequence: String(version), data: JSON.stringify(state) };
  await redis.xadd('{0}:tickets', '*', ...Object.entries(fields).flat());
}

/** How often the state of a ticket was asked for. */
export async function requests(redis: Redis, ticketId: string): Promise<number> {
  return (await requestTimes(redis, ticketId)).length;
}

/** When it was asked for, in milliseconds by Redis TIME. */
export async function requestTimes(redis: Redis, ticketId: string): Promise<number[]> {
  const entries = await redis.xrange(`{${partitionOf(ticketId)}}:orders`, '-', '+');
  return entries
    .filter(([, fields]) => fields.includes('ticket:resync-requested') && fields.includes(ticketId))
    .map(([entryId]) => Number(entryId.split('-')[0]));
}
