import { Agent } from 'node:http';
import { call } from '../load/call.js';
import { openLoop } from '../load/open-loop.js';
import { createArrivals, latencies, PACES } from '../load/propagation.js';
import { seedMarket } from '../market/seed.js';
import { replicaKey, SELLER } from '../market/tickets.js';
import { type Server, startHoldfast, withServer } from '../process/server.js';
import type { Metrics, World } from '../row.js';
import { withConnections } from './bus.js';
import { headersOf } from './tokens.js';

const KEYSPACE = '__keyspace@0__:';

export function propagate(world: World): Promise<Metrics> {
  return propagateBy(world, startHoldfast, (url) => headersOf(url, SELLER));
}

/**
 * Edits of a ticket each by HTTP, until the orders module's copy is written. Redis tells of that write by itself
 * (https://redis.io/docs/latest/develop/use/keyspace-notifications/): asking for the copy again and again would be most of
 * the load.
 */
export async function propagateBy(
  { redis: target, size }: World,
  start: (redis: string) => Promise<Server>,
  makeHeaders: (url: string) => Promise<Record<string, string>>,
): Promise<Metrics> {
  const ids = await seedMarket(target, PACES[size].perSecond * PACES[size].seconds);
  return await withConnections(target, 2, async ([redis, listener]) => {
    if (!redis || !listener) throw new Error('there is no connection');
    await redis.config('SET', 'notify-keyspace-events', 'Kh');
    const shown = createArrivals();
    listener.on('pmessage', (_, channel: string) => shown.arrived(channel.slice(KEYSPACE.length)));
    await listener.psubscribe(`${KEYSPACE}${replicaKey('*')}`);

    return await withServer(start(target), async ({ url }) => {
      const headers = await makeHeaders(url);
      const agent = new Agent({ keepAlive: true, maxSockets: 64 });
      const sinceIntended: number[] = [];
      const sinceAnswered: number[] = [];
      await openLoop(PACES[size], async (number, intendedAt) => {
        const id = ids[number] ?? '';
        const shownAt = shown.expect(replicaKey(id));
        const body = JSON.stringify({ price: 3000 + number });
        const edit = { method: 'PATCH', path: `/api/tickets/${id}`, headers, body };
        const answer = call(agent, url, edit).then((status) => ({ status, at: performance.now() }));
        const [{ status, at: answeredAt }, seenAt] = await Promise.all([answer, shownAt]);
        if (status !== 200) throw new Error(`an edit was answered with ${status}`);
        sinceIntended[number] = Math.max(answeredAt, seenAt) - intendedAt;
        sinceAnswered[number] = Math.max(0, seenAt - answeredAt);
      });
      agent.destroy();
      const after = latencies(sinceAnswered, size);
      return {
        ...latencies(sinceIntended, size),
        afterAnswer50: after.p50 ?? 0,
        afterAnswer99: after.p99 ?? 0,
      };
    });
  });
}
