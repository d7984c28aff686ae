import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Ticket } from '../../src/events/tickets.js';
import { inPieces, replicaKey } from '../market/tickets.js';
import { COPIES, checkVersions, entriesPerSecond, prepareEdits, WAITING } from '../market/waiting-entries.js';
import { withConnection } from '../ours/bus.js';
import type { Metrics, World } from '../row.js';
import { socketOf } from './socket.js';

const QUEUE = 'tickets';

/** https://docs.bullmq.io/guide/workers/concurrency */
const CONCURRENCY = 100;

/** A job for each edit; the worker writes the copy, and BullMQ then completes the job by itself. */
export function consumeByBullmq(world: World): Promise<Metrics> {
  return withConnection(world.redis, async (redis) => {
    const { entries } = WAITING[world.size];
    // https://docs.bullmq.io/guide/connections: a worker's connection has to be without a limit of retries.
    const connection = { path: socketOf(world.redis), maxRetriesPerRequest: null };
    const edits = await prepareEdits(redis, world.size);
    const queue = new Queue<Ticket>(QUEUE, { connection });
    await inPieces(edits, (piece) => queue.addBulk(piece.map((data) => ({ name: 'edited', data }))));
    await queue.close();

    const writer = new Redis({ ...connection, enableAutoPipelining: true });
    const metrics = await entriesPerSecond(entries, async () => {
      const worker = new Worker<Ticket>(
        QUEUE,
        async ({ data: { id, price, version } }) => {
          await writer.hset(replicaKey(id), 'price', price, 'version', version);
        },
        // https://docs.bullmq.io/guide/queues/auto-removal-of-jobs: nothing is kept of what is done.
        { connection, concurrency: CONCURRENCY, removeOnComplete: { count: 0 } },
      );
      let done = 0;
      await new Promise<void>((resolve, reject) => {
        worker.on('completed', () => {
          done += 1;
          if (done === entries) resolve();
        });
        worker.on('failed', (_, error) => reject(error));
        worker.on('error', reject);
      });
      return worker;
    });
    writer.disconnect();
    await checkVersions(redis, COPIES, entries);
    return metrics;
  });
}
