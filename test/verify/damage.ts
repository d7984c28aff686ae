import type { Redis } from 'ioredis';
import { fieldsOf } from '../../src/bus/replies.js';
import type { Check } from '../../src/verify/violation.js';
import type { World } from './world.js';

/** What is done behind Holdfast's back, and how the violation must be named. */
export interface Damage {
  readonly name: string;
  harm(world: World): Promise<unknown>;
  /** The checks that find something wrong, and no other may. */
  readonly checks: readonly Check[];
  /** Of the first of those checks. */
  keys(world: World): readonly string[];
  readonly detail: RegExp;
}

export const ticket = ({ heldId }: World) => `{0}:tickets:${heldId}`;
export const replica = ({ heldId }: World) => `{0}:orders:ticket:${heldId}`;
export const live = ({ liveId }: World) => `{0}:orders:${liveId}`;
export const freed = ({ freedId }: World) => `{0}:orders:${freedId}`;
export const history = ({ heldId }: World) => `{0}:tickets:history:${heldId}`;
/** Of a ticket about which there are three entries of orders, a request and a snapshot. */
export const orderHistory = ({ soldId }: World) => `{0}:orders:history:${soldId}`;
export const snapshots = ({ soldId }: World) => `{0}:tickets:outside:${soldId}`;
export const requests = ({ soldId }: World) => `{0}:orders:outside:${soldId}`;

/** The id of nobody, in partition 0. */
export const NOBODY = '0195b7a0-0000-7000-8000-000000000000';

async function entryOf(redis: Redis, stream: string, subject: string, sequence: number) {
  const entries = await redis.xrange(`{0}:${stream}`, '-', '+');
  const found = entries.find(([, fields]) => {
    const entry = fieldsOf(fields);
    return entry.subject === subject && entry.sequence === String(sequence);
  });
  if (!found) throw new Error(`no entry ${sequence} of ${subject}`);
  return { entryId: found[0], fields: fieldsOf(found[1]) };
}

export async function remove(redis: Redis, stream: string, subject: string, sequence: number): Promise<void> {
  await redis.xdel(`{0}:${stream}`, (await entryOf(redis, stream, subject, sequence)).entryId);
}

type Change = (data: Record<string, unknown>) => object;

/** Adds an entry again, changed or as it was; nobody reads it. */
export async function repeat(
  redis: Redis,
  stream: string,
  subject: string,
  sequence: number,
  change: Change = (data) => data,
  more: Record<string, string> = {},
): Promise<void> {
  const { fields } = await entryOf(redis, stream, subject, sequence);
  const data = JSON.stringify(change(JSON.parse(fields.data ?? '')));
  await redis.xadd(`{0}:${stream}`, '*', ...Object.entries({ ...fields, data, ...more }).flat());
}

/** A second order in all its indexes, as only somebody could make who writes past the replica. */
export async function copyOrder(world: World): Promise<void> {
  const { redis } = world;
  const fields = await redis.hgetall(live(world));
  await redis.hset(`{0}:orders:${NOBODY}`, { ...fields, id: NOBODY });
  await redis.zadd('{0}:orders:by-buyer:any:carl', 0, NOBODY);
  await redis.zadd('{0}:orders:by-buyer:created:carl', 0, NOBODY);
  await redis.zadd('{0}:orders:due', Date.parse(fields.expiresAt ?? ''), NOBODY);
}

/** Lets a history tell another time of an entry. */
export async function tellOtherTime(redis: Redis, key: string, sequence: number): Promise<void> {
  await redis.zremrangebyscore(key, sequence, sequence);
  await redis.zadd(key, sequence, `${sequence}:1700000000000`);
}

/** Puts the members of a sorted set into another one as well. */
export async function copyMembers(redis: Redis, from: string, to: string): Promise<void> {
  for (const member of await redis.zrange(from, 0, '-1'))
    await redis.zadd(to, (await redis.zscore(from, member)) ?? 0, member);
}
