import type { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import { createSubjectReader, type SubjectLine } from '../../src/bus/subject-reader.js';
import { ticketSubscription } from '../../src/modules/orders/reactions.js';
import { orderSubscription } from '../../src/modules/tickets/reactions.js';
import { createTicketStore, tickets } from '../../src/modules/tickets/store.js';
import { connectShared, type RedisTarget } from '../../src/redis/index.js';
import { openBus } from './bus.js';
import { readAndForget } from './groups.js';
import { accepted, by, details } from './market.js';
import { ownRedis } from './own.js';

/** A ticket of which nobody reads but the test. */
export async function openSubject() {
  const { target, connect } = await ownRedis();
  const redis = connect();
  const bus = openBus({ target });
  onTestFinished(() => bus.close());
  const store = createTicketStore(bus);
  const { id } = await accepted(store.create('ann', details));
  await redis.xgroup('CREATE', '{0}:tickets', 'orders', '0');
  const reader = subjectReaderAt(target);
  // Then it is connected, and whoever counts commands counts those of a look.
  await reader.read(id, { limit: 1 });
  const line = async (limit = 100) => (await reader.read(id, { limit }))?.[0];
  const history = `{0}:tickets:history:${id}`;
  return {
    ...{ target, redis, id, line, copy: `{0}:orders:ticket:${id}` },
    read: async (subject = id) => (await reader.read(subject, { limit: 100 })) ?? [],
    edit: (price: number) => accepted(store.edit(id, by('ann'), { price })),
    addOthers: (count: number) =>
      Promise.all(Array.from({ length: count }, () => accepted(store.create('bob', details)))),
    tell: () => bus.rebuilding.announce(tickets, 'ticket:snapshot', [id]),
    readAll: () => readAndForget(redis, { stream: '{0}:tickets', group: 'orders', consumer: 'test' }, 10_000),
    states: async (other = reader, subject = id) =>
      statesIn((await other.read(subject, { limit: 100 }))?.[0]),
    names: async (limit?: number) =>
      (await line(limit))?.entries.map(({ event: { type, sequence } }) => `${type} ${sequence}`),
    /** Keeps a version as if its transaction had begun at another time than that of the last entry, or of one. */
    async keepAs(sequence: number, laterMs: number, of = -1) {
      const entries = await redis.xrange('{0}:tickets', '-', '+');
      const at = Number(entries.at(of)?.[0].split('-')[0]) + laterMs;
      await redis.zremrangebyscore(history, sequence, sequence);
      await redis.zadd(history, sequence, `${sequence}:${at}`);
    },
  };
}

/** What reads subjects by a connection of its own. */
export function subjectReaderAt(target: RedisTarget) {
  const redis = connectShared(target, 'test-subjects');
  onTestFinished(() => redis.disconnect());
  return createSubjectReader(redis, 1, () => [ticketSubscription, orderSubscription]);
}

function statesIn(line: SubjectLine | undefined): string[] {
  return (line?.entries ?? []).map(({ event: { type, sequence }, deliveries }) => {
    const states = deliveries.map((delivery) => {
      const missing = delivery.state === 'pending' ? delivery.missing : [];
      const ranges = missing.map(({ from, to }) => `${from}-${to}`);
      return ranges.length > 0 ? `${delivery.state} for ${ranges}` : delivery.state;
    });
    return `${type} ${sequence}: ${states}`;
  });
}

/** By Redis' clock, since the epoch. */
export async function millisecondsNow(redis: Redis): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
}
