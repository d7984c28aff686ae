import { expect, test } from 'vitest';
import { reservedTicket, useHttpMarket } from '../support/http-market.js';
import { runRebuild } from '../support/run-cli.js';
import { newWebhookSecret, signWebhook } from '../support/sign-webhook.js';

const secret = newWebhookSecret();
const market = useHttpMarket({ PAYMENT_WEBHOOK_SECRET: secret });

test('a replica is missing: each call says so by a problem, and does what it should when it is back', async () => {
  const { seller, buyer, ticket, order } = await reservedTicket(market);
  const other = await market.newUser('other');
  const redis = market.redis.connect();
  await redis.del(`{0}:orders:ticket:${ticket.id}`);

  const { price: amount, currency } = order.ticket;
  const data = { orderId: order.id, reference: 'pay-1', amount, currency };
  const payment = { type: 'payment.succeeded', data };
  const pay = () =>
    market.anonymous.post('/api/payments/webhook', payment, signWebhook(secret, JSON.stringify(payment)));
  const answers = {
    replica: await market.anonymous.get(`/api/orders/replicas/${ticket.id}`),
    place: await other.post('/api/orders', { ticketId: ticket.id }),
    placeAtVersion: await other.post('/api/orders', { ticketId: ticket.id, ticketVersion: 1 }),
    cancel: await buyer.delete(`/api/orders/${order.id}`),
    pay: await pay(),
    order: await buyer.get(`/api/orders/${order.id}`),
    ticket: await seller.get(`/api/tickets/${ticket.id}`),
  };
  expect(
    Object.fromEntries(
      Object.entries(answers).map(([name, { status, body }]) => [name, [status, body.type]]),
    ),
  ).toEqual({
    replica: [404, '/problems/not-found'],
    place: [404, '/problems/not-found'],
    placeAtVersion: [404, '/problems/not-found'],
    cancel: [503, '/problems/unavailable'],
    pay: [503, '/problems/unavailable'],
    order: [200, undefined],
    ticket: [200, undefined],
  });
  expect(answers.cancel.headers.get('retry-after')).toBe('1');

  expect((await runRebuild({ REDIS_URL: market.redis.target }, 'orders')).code).toBe(0);
  expect((await pay()).status).toBe(204);
  expect((await buyer.get(`/api/orders/${order.id}`)).body.status).toBe('complete');
});
