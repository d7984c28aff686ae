import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../../src/config.js';
import { start } from '../../src/main.js';
import { signIn } from '../../src/story/client.js';
import { useRedis } from '../support/redis.js';

const redis = useRedis();
const created = z.object({ id: z.string() });

test('POST /dev/pay/:id: the order is complete; again, the same payment', async () => {
  const { url, buyer, orderId } = await orderInDevelopment();

  for (const _ of ['once', 'twice']) {
    const answer = await fetch(`${url}/dev/pay/${orderId}`, { method: 'POST' });
    expect(answer.status).toBe(204);
    const order = await buyer.call('GET', `/api/orders/${orderId}`);
    expect(order).toMatchObject({ status: 'complete', refundDue: false, version: 1 });
  }
});

test('POST /dev/pay/:id: an order that nobody has, 404', async () => {
  const { url } = await orderInDevelopment();
  const answer = await fetch(`${url}/dev/pay/${randomUUID()}`, { method: 'POST' });
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ type: '/problems/not-found' });
});

async function orderInDevelopment() {
  const config = readConfig({ REDIS_URL: redis.target, PORT: '0', LOG_LEVEL: 'silent' });
  const { url, stop } = await start(config);
  onTestFinished(stop);
  const [seller, buyer] = await Promise.all([signIn(url, 'seller'), signIn(url, 'buyer')]);
  const ticket = created.parse(await seller.call('POST', '/api/tickets', { title: 'Row 5', price: 2000 }));
  const request = { ticketId: ticket.id, ticketVersion: 0 };
  const order = created.parse(await buyer.call('POST', '/api/orders', request));
  return { url, buyer, orderId: order.id };
}
