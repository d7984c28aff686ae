import type { Redis } from 'ioredis';

/** Which group reads which stream: both modules, each reading the other. */
const READERS = { tickets: 'orders', orders: 'tickets' } as const;

/**
 * Lists what the consumer groups still have to do, empty when they are through. Each partition is seen at one moment,
 * as an entry that is handled may cause one in the other stream.
 *
 * @example await waitFor(async () => (await unsettled(redis, 4)).length === 0, { what: 'both modules to be through' });
 */
export async function unsettled(redis: Redis, partitions: number): Promise<string[]> {
  const found = Array.from({ length: partitions }, (_, partition) => unsettledIn(redis, partition));
  return (await Promise.all(found)).flat();
}

async function unsettledIn(redis: Redis, partition: number): Promise<string[]> {
  const streams = Object.entries(READERS).map(([name, group]) => ({ key: `{${partition}}:${name}`, group }));
  const snapshot = redis.multi();
  for (const { key } of streams) snapshot.xinfo('STREAM', key).xinfo('GROUPS', key);
  const replies = (await snapshot.exec()) ?? [];
  return streams.flatMap(({ key, group }, i) => {
    const [stream, groups] = replies.slice(2 * i, 2 * i + 2).map(([error, reply]) => (error ? [] : reply));
    const last = attributesOf(stream).get('last-generated-id');
    const readers = listOf(groups).map(attributesOf);
    const missing = readers.some((reader) => reader.get('name') === group)
      ? []
      : [`${key}: no group ${group}`];
    const behind = readers.filter(
      (reader) => reader.get('last-delivered-id') !== last || reader.get('pending') !== 0,
    );
    return [
      ...missing,
      ...behind.map(
        (reader) =>
          `${key}: group ${reader.get('name')} has read to ${reader.get('last-delivered-id')} of ${last}, ${reader.get('pending')} pending`,
      ),
    ];
  });
}

/** RESP2 answers a map as a list of names and values in turn. */
function attributesOf(reply: unknown): Map<string, unknown> {
  const flat = listOf(reply);
  const pairs = flat.flatMap((name, i): [string, unknown][] =>
    i % 2 === 0 ? [[String(name), flat[i + 1]]] : [],
  );
  return new Map(pairs);
}

function listOf(reply: unknown): unknown[] {
  return Array.isArray(reply) ? reply : [];
}
