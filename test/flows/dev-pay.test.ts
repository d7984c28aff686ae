import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { reservedTicket, useHttpMarket } from '../support/http-market.js';
import { problemIn } from '../support/problem.js';

const market = useHttpMarket({ AUTH_SECRET: '' });

test('POST /dev/pay/:id: the order is complete; again, the same payment', async () => {
  const { buyer, order } = await reservedTicket(market);

  for (const _ of ['once', 'twice']) {
    const answer = await market.anonymous.post(`/dev/pay/${order.id}`, undefined);
    expect([answer.status, answer.body]).toEqual([204, undefined]);
    const { body } = await buyer.get(`/api/orders/${order.id}`);
    expect(body).toMatchObject({ status: 'complete', refundDue: false, version: 1 });
  }
});

test('POST /dev/pay/:id: an order that nobody has, 404', async () => {
  const answer = await market.anonymous.post(`/dev/pay/${randomUUID()}`, undefined);
  expect(problemIn(answer)).toBe('404 not-found');
});

test('POST /dev/pay/:id: Redis refuses to write, 503 as for any other call', async () => {
  const { order } = await reservedTicket(market);
  const redis = market.redis.connect();
  await redis.config('SET', 'min-replicas-to-write', '1');
  try {
    const answer = await market.anonymous.post(`/dev/pay/${order.id}`, undefined);
    expect(problemIn(answer)).toBe('503 unavailable');
    expect(answer.headers.get('retry-after')).toBe('1');
  } finally {
    await redis.config('SET', 'min-replicas-to-write', '0');
  }
});
