import { createRequire } from 'node:module';
import { Redis } from 'ioredis';
import { type Middleware, ServiceBroker } from 'moleculer';
import type { Ticket } from '../../src/events/tickets.js';
import { replicaKey } from '../market/tickets.js';
import {
  appendAll,
  COPIES,
  checkVersions,
  EDITS,
  entriesPerSecond,
  prepareEdits,
  untilAcknowledged,
  WAITING,
} from '../market/waiting-entries.js';
import { withConnection } from '../ours/bus.js';
import type { Metrics, World } from '../row.js';
import { socketOf } from './socket.js';

// Its own declarations demand every option, and make a middleware that the broker's do not take.
const channels: { Middleware(options: object): Middleware } = createRequire(import.meta.url)(
  '@moleculer/channels',
);

const MAX_IN_FLIGHT = 100;

/** A handler of a channel that writes the copy; the adapter then acknowledges, an entry at a time. */
export function consumeByMoleculer(world: World): Promise<Metrics> {
  return withConnection(world.redis, async (redis) => {
    const { entries } = WAITING[world.size];
    const edits = await prepareEdits(redis, world.size);
    // What the adapter's own `publish` writes, in fewer round trips.
    await appendAll(
      redis,
      EDITS.stream,
      edits.map((ticket) => ['payload', JSON.stringify(ticket)]),
    );

    const path = socketOf(world.redis);
    const writer = new Redis({ path, enableAutoPipelining: true });
    const broker = createBroker(path, async ({ id, price, version }) => {
      await writer.hset(replicaKey(id), 'price', price, 'version', version);
    });
    const metrics = await entriesPerSecond(entries, async () => {
      await broker.start();
      await untilAcknowledged(redis, { ...EDITS, entries });
    });
    writer.disconnect();
    await checkVersions(redis, COPIES, entries);
    return metrics;
  });
}

/** The options are those of https://github.com/moleculerjs/moleculer-channels#redis-streams. */
function createBroker(path: string, handler: (ticket: Ticket) => Promise<void>): ServiceBroker {
  const options = { maxInFlight: MAX_IN_FLIGHT, redis: { path, consumerOptions: { startID: '0' } } };
  const broker = new ServiceBroker({
    logger: false,
    metrics: false,
    middlewares: [channels.Middleware({ adapter: { type: 'Redis', options } })],
  });
  broker.createService({
    name: 'orders',
    channels: { [EDITS.stream]: { group: EDITS.group, maxInFlight: MAX_IN_FLIGHT, handler } },
  });
  return broker;
}
