import type { Order } from '../../src/events/orders.js';
import type { Ticket } from '../../src/events/tickets.js';
import { entryFields, ORDERS, replicaKey, TICKETS } from '../market/tickets.js';
import {
  appendAll,
  COPIES,
  checkVersions,
  EDITS,
  entriesPerSecond,
  prepareEdits,
  prepareReservations,
  SEATS,
  tellEdit,
  WAITING,
} from '../market/waiting-entries.js';
import { withConnection } from '../ours/bus.js';
import { type Connection, ticketStore } from '../product.js';
import type { Metrics, World } from '../row.js';
import { fieldsOf } from './watch-multi.js';

/** What one read takes at most. */
const COUNT = 200;

export interface Entry {
  readonly id: string;
  readonly fields: ReadonlyMap<string, string>;
}

/** Reads, writes and acknowledges, and checks nothing: an entry that comes twice is applied twice. */
export function consumeByBareLoop(world: World): Promise<Metrics> {
  return withConnection(world.redis, async (redis) => {
    const { entries } = WAITING[world.size];
    await appendAll(redis, EDITS.stream, (await prepareEdits(redis, world.size)).map(tellEdit));
    const metrics = await entriesPerSecond(entries, () =>
      forEachBatch(redis, EDITS, (batch) => copyEdits(redis, batch)),
    );
    await checkVersions(redis, COPIES, entries);
    return metrics;
  });
}

/** Writes into the copies what edits tell, and acknowledges them. */
export async function copyEdits(redis: Connection, batch: readonly Entry[]): Promise<void> {
  const transaction = redis.multi();
  for (const { fields } of batch) {
    const { id, price, version }: Ticket = JSON.parse(fields.get('data') ?? '');
    transaction.hset(replicaKey(id), 'price', price, 'version', version);
  }
  await transaction.xack(EDITS.stream, EDITS.group, ...batch.map(({ id }) => id)).exec();
}

const RESERVATIONS = { stream: ORDERS, group: 'bench' };

/** The same, and an entry for each change: the state that it tells is read before, as no order knows it. */
export function emitByBareLoop(world: World): Promise<Metrics> {
  return withConnection(world.redis, async (redis) => {
    const { entries } = WAITING[world.size];
    await prepareReservations(redis, world.size);
    const metrics = await entriesPerSecond(entries, () =>
      forEachBatch(redis, RESERVATIONS, async (batch) => {
        const reads = redis.pipeline();
        for (const { fields } of batch) reads.hgetall(`${SEATS}:${fields.get('subject')}`);
        const stored = (await reads.exec()) ?? [];
        const transaction = redis.multi();
        batch.forEach((entry, i) => {
          reserve(transaction, entry, ticketStore.tickets.codec.decode(fieldsOf(stored[i]?.[1])));
        });
        await transaction.xack(ORDERS, RESERVATIONS.group, ...batch.map(({ id }) => id)).exec();
      }),
    );
    await checkVersions(redis, `${SEATS}:*`, entries);
    if ((await redis.xlen(TICKETS)) !== entries) throw new Error('not every change has its entry');
    return metrics;
  });
}

function reserve(transaction: ReturnType<Connection['multi']>, { fields }: Entry, ticket: Ticket): void {
  const { id: orderId }: Order = JSON.parse(fields.get('data') ?? '');
  const isNew = fields.get('type') === 'order:created';
  const key = `${SEATS}:${ticket.id}`;
  const time = new Date().toISOString();
  const next: Ticket = {
    ...ticket,
    status: isNew ? 'reserved' : 'available',
    orderId: isNew ? orderId : null,
    version: ticket.version + 1,
    updatedAt: time,
  };
  const seen = fields.get('sequence') ?? '';
  const changed = ['status', next.status, 'version', String(next.version), 'updatedAt', time, 'seen', seen];
  if (isNew) transaction.hset(key, ...changed, 'orderId', orderId);
  else transaction.hset(key, ...changed).hdel(key, 'orderId');
  const told = { type: 'ticket:updated', source: 'tickets', time, subject: ticket.id } as const;
  transaction.xadd(TICKETS, '*', ...entryFields({ ...told, sequence: next.version, data: next }));
}

/** Reads until nothing is left; the next batch is read when the one before is done. */
async function forEachBatch(
  redis: Connection,
  { stream, group }: { readonly stream: string; readonly group: string },
  handle: (batch: readonly Entry[]) => Promise<void>,
): Promise<void> {
  await redis.xgroup('CREATE', stream, group, '0');
  for (;;) {
    const reply = await redis.xreadgroup('GROUP', group, 'c', 'COUNT', COUNT, 'STREAMS', stream, '>');
    const batch = entriesIn(reply);
    if (batch.length === 0) return;
    await handle(batch);
  }
}

/** What a read of one stream has answered. */
export function entriesIn(reply: unknown): Entry[] {
  const [stream] = listOf(reply);
  return listOf(listOf(stream)[1]).map((entry) => {
    const [id, pairs] = listOf(entry);
    const list = listOf(pairs);
    const fields = new Map<string, string>();
    for (let i = 0; i < list.length; i += 2) fields.set(String(list[i]), String(list[i + 1]));
    return { id: String(id), fields };
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
