import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { silent } from '../support/bus.js';
import { entriesAbout } from '../support/entries.js';
import { accepted, by, details, listed, openMarket } from '../support/market.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const listing = { traceparent: `00-${'a'.repeat(32)}-${'1'.repeat(16)}-00` };
const ordering = { traceparent: `00-${'b'.repeat(32)}-${'2'.repeat(16)}-01` };

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

function recordedMarket() {
  const lines: Record<string, unknown>[] = [];
  const keep = (fields: object, msg: string) => void lines.push({ ...fields, msg });
  const market = openMarket({
    target: redis.target,
    log: { ...silent, debug: keep, warn: keep, error: keep },
  });
  onTestFinished(() => market.close());
  return { market, lines };
}

describe('the trace of a request', () => {
  test('stands in its entry, and in the entry of the other module that it leads to', async () => {
    const { market } = recordedMarket();
    const { id } = await accepted(market.tickets.create('ann', details, listing));
    await waitFor(() => market.orders.replica(id), { what: 'the copy' });

    await accepted(market.orders.place('bob', { ticketId: id }, ordering));
    await waitFor(async () => (await market.tickets.get(id))?.version === 1, { what: 'the reservation' });

    const client = redis.connect();
    expect(await entriesAbout(client, 'tickets', id)).toMatchObject([
      { type: 'ticket:created', ...listing },
      { type: 'ticket:updated', ...ordering },
    ]);
    expect(await entriesAbout(client, 'orders', id)).toMatchObject([{ type: 'order:created', ...ordering }]);
  });

  test('is named by the log line of each reaction that it leads to', async () => {
    const { market, lines } = recordedMarket();
    const { id } = await accepted(market.tickets.create('ann', details, listing));
    await waitFor(() => market.orders.replica(id), { what: 'the copy' });
    await accepted(market.orders.place('bob', { ticketId: id }, ordering));

    const reserved = { group: 'tickets', type: 'order:created', subject: id, sequence: 1 };
    const line = await waitFor(
      () => lines.find(({ subject, group }) => subject === id && group === 'tickets'),
      {
        what: 'the line of the reservation',
      },
    );
    expect(line).toMatchObject({ ...reserved, verdict: 'next', traceId: 'b'.repeat(32) });
  });

  test('is named where a reaction fails', async () => {
    const { market, lines } = recordedMarket();
    const client = redis.connect();
    const { id } = await accepted(market.tickets.create('ann', details, listing));
    await waitFor(() => market.orders.replica(id), { what: 'the copy' });
    await client.hdel(`{0}:tickets:${id}`, 'title');

    await accepted(market.orders.place('bob', { ticketId: id }, ordering));

    const line = await waitFor(
      () => lines.find(({ failures, subject }) => failures === 1 && subject === id),
      {
        what: 'the failure',
      },
    );
    expect(line).toMatchObject({ type: 'order:created', traceId: 'b'.repeat(32), msg: 'a reaction failed' });
  });

  test('is not made up where nobody asked for the change', async () => {
    const { market } = recordedMarket();
    const ticket = await listed(market);
    await accepted(market.tickets.edit(ticket.id, by('ann'), { price: 1 }));

    const entries = await entriesAbout(redis.connect(), 'tickets', ticket.id);
    expect(entries).toHaveLength(2);
    for (const entry of entries) expect(entry).not.toHaveProperty('traceparent');
  });
});
