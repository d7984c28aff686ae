import { serve } from '@hono/node-server';
import { Hono } from 'hono';

/** What a ticket looks like to who asks for it: as many bytes as the product answers. */
const TICKET = {
  id: '019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6000',
  title: 'Row 12, seat 34',
  price: 2000,
  currency: 'usd',
  venue: 'Opera',
  startsAt: '2030-12-31T19:00:00.000Z',
  seat: '34',
  sellerId: 'a-seller-of-the-benchmark',
  status: 'available',
  orderId: null,
  version: 0,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};

/** The least that a route can do: https://hono.dev/docs/getting-started/nodejs. */
const app = new Hono()
  .get('/api/tickets/:id', (c) => c.json(TICKET))
  .patch('/api/tickets/:id', async (c) => c.json(await c.req.json()))
  .post('/api/orders', async (c) => c.json(await c.req.json(), 201));

serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  process.stdout.write(`Bare Hono is at http://127.0.0.1:${port}\n`);
});
process.once('SIGTERM', () => process.exit(0));
