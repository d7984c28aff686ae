import type { Redis } from 'ioredis';
import { answer } from './answer.js';
import { Fault } from './faults.js';
import { DEADLINE_MS } from './journal.js';
import type { Lane, Work } from './lane.js';
import { keyIn } from './partition.js';
import type { Subscription } from './subscription.js';
import { watched } from './watchdog.js';
import type { Need } from './working-set.js';

/** A consumer group in one partition. */
export interface GroupPlace {
  readonly subscription: Pick<Subscription, 'group' | 'stream'>;
  readonly partition: number;
}

/**
 * Says that a consumer is about to read by this connection: names the connection after it, and writes to the key that
 * whoever deletes consumers watches. Before both are answered the consumer must not be used.
 *
 * @param redis an exclusive connection
 */
export async function announceReader(
  redis: Redis,
  place: GroupPlace,
  { consumer, replyTimeoutMs }: { readonly consumer: string; readonly replyTimeoutMs: number },
): Promise<void> {
  await watched(redis, redis.client('SETNAME', readerName(place, consumer)), replyTimeoutMs);
  await watched(redis, redis.hincrby(readersKey(place), consumer, 1), replyTimeoutMs);
}

/**
 * Deletes the consumers whose processes are gone and on which nothing is pending: XGROUP DELCONSUMER drops what is, and
 * none of the commands that give a consumer an entry can be seen by a WATCH of the stream
 * (docs/decisions/0018-what-is-cut-from-a-stream.md). Those that did not announce themselves are left alone.
 *
 * @returns their names
 * @throws Unavailable when Redis does not answer
 */
export async function deleteGoneConsumers(
  redis: Redis,
  lanes: readonly Lane[],
  subscriptions: readonly Subscription[],
): Promise<string[]> {
  const places = subscriptions.flatMap((subscription) =>
    lanes.map((lane, partition) => ({ subscription, partition, lane })),
  );
  const announced = await Promise.all(places.map((place) => answer(redis.hkeys(readersKey(place)))));
  // The one consumer that this process has itself is there.
  if (announced.every((consumers) => consumers.length < 2)) return [];
  const connected = namesIn(await answer(redis.call(...CLIENTS)));
  const deleted = places.map(async ({ lane, ...place }, i) => {
    const gone = (announced[i] ?? []).filter((consumer) => !connected.has(readerName(place, consumer)));
    if (gone.length === 0) return [];
    return await lane.submit(deleteIfGone(place, gone), { deadlineMs: DEADLINE_MS });
  });
  return [...new Set((await Promise.all(deleted)).flat())];
}

/**
 * The order of the reads is what makes it safe. A consumer gets entries by its own connections alone. One that has
 * announced itself before the WATCH is still in the list of clients, or will never send anything again, and then
 * nothing is added to what is found pending after that; one that announces itself later makes the EXEC fail.
 */
function deleteIfGone(place: GroupPlace, consumers: readonly string[]): Work<string[]> {
  const { subscription, partition } = place;
  const { group } = subscription;
  const stream = keyIn(partition, subscription.stream.name);
  const readers = readersKey(place);
  const clients: Need = { id: `${readers} clients`, key: readers, read: CLIENTS };
  const pending = (consumer: string): Need => ({
    id: `${readers} pending ${consumer}`,
    key: readers,
    read: ['xpending', stream, group, '-', '+', 1, consumer],
  });
  return {
    needs: () => [clients, ...consumers.map(pending)],
    decide(set) {
      const connected = namesIn(set.reply(clients));
      const gone = consumers.filter((consumer) => {
        const entries = set.reply(pending(consumer));
        return !connected.has(readerName(place, consumer)) && Array.isArray(entries) && entries.length === 0;
      });
      for (const consumer of gone) set.command(['xgroup', 'delconsumer', stream, group, consumer]);
      if (gone.length > 0) set.command(['hdel', readers, ...gone]);
      return gone;
    },
  };
}

const CLIENTS = ['client', 'list', 'type', 'normal'] as const;

function readersKey({ subscription: { group, stream }, partition }: GroupPlace): string {
  return keyIn(partition, `readers:${stream.name}:${group}`);
}

/**
 * Finds out which consumers have a connection now.
 *
 * @throws Unavailable when Redis does not answer
 */
export async function connectedReaders(
  redis: Redis,
): Promise<(place: ReaderPlace, consumer: string) => boolean> {
  const connected = namesIn(await answer(redis.call(...CLIENTS)));
  return (place, consumer) => connected.has(nameOf(place, consumer));
}

/** The place of a reader among all of a Redis. */
interface ReaderPlace {
  readonly group: string;
  readonly partition: number;
}

/** Tells an operator what the connection is for as well. */
function nameOf({ group, partition }: ReaderPlace, consumer: string): string {
  return `holdfast-${group}-${partition}-${consumer}`;
}

function readerName({ subscription: { group }, partition }: GroupPlace, consumer: string): string {
  return nameOf({ group, partition }, consumer);
}

/** The names in CLIENT LIST: a client a line, a property a word. */
function namesIn(list: unknown): Set<string> {
  if (typeof list !== 'string') throw new Fault('CLIENT LIST did not answer a text');
  return new Set([...list.matchAll(/ name=(\S+)/g)].map(([, name = '']) => name));
}
