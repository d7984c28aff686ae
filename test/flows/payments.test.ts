import { randomBytes, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { checkConsistency } from '../support/consistency.js';
import { entriesAbout, entryOf, entryTypes } from '../support/entries.js';
import type { Answer } from '../support/holdfast.js';
import {
  type HttpMarket,
  placeOrder,
  reservedTicket,
  untilOrder,
  untilReplica,
  untilTicket,
  useHttpMarket,
} from '../support/http-market.js';
import { invalidFields, problemIn } from '../support/problem.js';
import { waitFor } from '../support/wait-for.js';

const [secret, nextSecret, foreignSecret] = [newSecret(), newSecret(), newSecret()];
const market = useHttpMarket({ PAYMENT_WEBHOOK_SECRET: `${secret} ${nextSecret}` });

describe('POST /payments/webhook', () => {
  test('a payment: 204, the order is complete and the ticket sold, with an entry for each', async () => {
    const { buyer, seller, ticket, order } = await reservedTicket(market);
    const reference = randomUUID();

    const answer = await tell(payment(order.id, { reference }));

    expect([answer.status, answer.body]).toEqual([204, undefined]);
    const paid = await untilOrder(buyer, order.id, { status: 'complete' });
    const { updatedAt } = paid;
    expect(paid).toEqual({
      ...order,
      status: 'complete',
      paymentReference: reference,
      version: 1,
      updatedAt,
    });
    const sold = await untilTicket(seller, ticket.id, { status: 'sold', orderId: null, version: 2 });
    await untilReplica(seller, ticket.id, { status: 'sold', version: 2, held: true });
    const redis = market.redis.connect();
    expect((await entriesAbout(redis, 'orders', ticket.id)).at(-1)).toEqual(
      entryOf('orders', { type: 'order:completed', subject: ticket.id, sequence: 2, data: paid }),
    );
    expect((await entriesAbout(redis, 'tickets', ticket.id)).at(-1)).toEqual(
      entryOf('tickets', { type: 'ticket:updated', subject: ticket.id, sequence: 2, data: sold }),
    );
  });

  test('a sold ticket: it can be ordered, edited, withdrawn and its order cancelled no more', async () => {
    const { buyer, seller, ticket, order } = await reservedTicket(market);
    await tell(payment(order.id));
    await untilReplica(seller, ticket.id, { status: 'sold' });
    const other = await market.newUser('other');

    expect(problemIn(await other.post('/api/orders', { ticketId: ticket.id }))).toBe('409 ticket-sold');
    expect(problemIn(await seller.patch(`/api/tickets/${ticket.id}`, { price: 1 }))).toBe('409 ticket-sold');
    expect(problemIn(await seller.delete(`/api/tickets/${ticket.id}`))).toBe('409 ticket-sold');
    expect(problemIn(await buyer.delete(`/api/orders/${order.id}`))).toBe('409 order-complete');
  });

  test('told of ten times at once: one payment', async () => {
    const { ticket, order } = await reservedTicket(market);
    const message = payment(order.id);

    const answers = await Promise.all(Array.from({ length: 10 }, () => tell(message)));

    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 204));
    const types = await entryTypes(market.redis.connect(), 'orders', ticket.id);
    expect(types).toEqual(['order:created', 'order:completed']);
  });

  test('two payments of one order: the second is due back', async () => {
    const { buyer, order } = await reservedTicket(market);
    await tell(payment(order.id, { reference: 'first' }));
    await tell(payment(order.id, { reference: 'second' }));

    const { body } = await buyer.get(`/api/orders/${order.id}`);
    expect(body).toMatchObject({
      status: 'complete',
      refundDue: true,
      paymentReference: 'first',
      version: 2,
    });
  });

  test('after the order was cancelled: due back, and the ticket stays with whoever has it now', async () => {
    const { buyer, seller, ticket, order } = await reservedTicket(market);
    await buyer.delete(`/api/orders/${order.id}`);
    await untilTicket(seller, ticket.id, { status: 'available' });
    const second = await placeOrder(await market.newUser('second'), ticket.id);
    const message = payment(order.id, { reference: 'late' });

    expect((await tell(message)).status).toBe(204);
    expect((await tell(message)).status).toBe(204);

    const { body } = await buyer.get(`/api/orders/${order.id}`);
    expect(body).toMatchObject({
      status: 'cancelled',
      reason: 'buyer',
      paymentReference: 'late',
      version: 2,
    });
    expect(body.refundDue).toBe(true);
    const redis = market.redis.connect();
    await bothAgree(market);
    const types = await entryTypes(redis, 'orders', ticket.id);
    expect(types.slice(-2)).toEqual(['order:created', 'order:refund-due']);
    const { body: now } = await seller.get(`/api/tickets/${ticket.id}`);
    expect(now).toMatchObject({ status: 'reserved', orderId: second.id, version: 3 });
  });

  test.each([
    ['amount', { amount: 1999 }],
    ['currency', { currency: 'eur' }],
  ])('the wrong %s: 422 wrong-amount, and the order stays as it was', async (_, wrong) => {
    const { buyer, order } = await reservedTicket(market);

    expect(problemIn(await tell(payment(order.id, wrong)))).toBe('422 wrong-amount');
    expect((await buyer.get(`/api/orders/${order.id}`)).body).toEqual(order);
  });

  test('the currency in upper case: the same currency', async () => {
    const { order } = await reservedTicket(market);
    expect((await tell(payment(order.id, { currency: 'USD' }))).status).toBe(204);
  });

  test('an order that nobody has: 404', async () => {
    expect(problemIn(await tell(payment('01a20407-153c-741c-bdfb-96a382c21000')))).toBe('404 not-found');
  });

  test('the next secret: as good as the old one while both are set', async () => {
    const { order } = await reservedTicket(market);
    expect((await tell(payment(order.id), { by: nextSecret })).status).toBe(204);
  });

  test.each([
    ['by another secret', { by: foreignSecret }],
    ['more than 5 min ago', { at: new Date(Date.now() - 310_000) }],
    ['more than 5 min ahead', { at: new Date(Date.now() + 330_000) }],
    ['for another body', { signedBody: '{}' }],
    ['for another id', { signedId: 'msg_2' }],
  ])('signed %s: 401 invalid-signature, and the order stays as it was', async (_, forged) => {
    const { buyer, order } = await reservedTicket(market);

    expect(problemIn(await tell(payment(order.id), forged))).toBe('401 invalid-signature');
    expect((await buyer.get(`/api/orders/${order.id}`)).body).toEqual(order);
  });

  test.each([{}, { type: 7 }])('%j without a signature: that is looked at first', async (message) => {
    const answer = await market.anonymous.post('/api/payments/webhook', message);
    expect(problemIn(answer)).toBe('401 invalid-signature');
    expect(answer.headers.get('www-authenticate')).toBe('StandardWebhooks');
  });

  test('signed and not valid: 422 names the fields', async () => {
    const data = { orderId: 'x', reference: '', amount: 1.5, currency: '?' };
    const fields = invalidFields(await tell({ type: 'payment.succeeded', data }));
    expect(fields.sort()).toEqual(['/data/amount', '/data/currency', '/data/orderId', '/data/reference']);
    expect(invalidFields(await tell({}))).toContain('/type');
    expect(invalidFields(await tell(payment(randomUUID(), { amount: 2 ** 53 })))).toEqual(['/data/amount']);
  });

  test('another kind of event, or fields that nobody knows: heard', async () => {
    const { order } = await reservedTicket(market);
    expect((await tell({ type: 'customer.created', data: 7 })).status).toBe(204);
    expect((await tell({ type: 'customer.created' })).status).toBe(204);
    expect((await tell({ ...payment(order.id), timestamp: 'now' })).status).toBe(204);
  });
});

describe('POST /payments/webhook, where a hold lasts a second', () => {
  const hasty = useHttpMarket({ PAYMENT_WEBHOOK_SECRET: secret, ORDER_HOLD_SECONDS: '1' });

  test('after the order has expired: due back, and the ticket stays free', async () => {
    const { buyer, seller, ticket, order } = await reservedTicket(hasty);
    await untilOrder(buyer, order.id, { status: 'cancelled', reason: 'expired' });
    await untilTicket(seller, ticket.id, { status: 'available', version: 2 });

    expect((await tell(payment(order.id), { to: hasty })).status).toBe(204);

    const { body } = await buyer.get(`/api/orders/${order.id}`);
    expect(body).toMatchObject({ status: 'cancelled', refundDue: true });
    await bothAgree(hasty);
    const { body: now } = await seller.get(`/api/tickets/${ticket.id}`);
    expect(now).toMatchObject({ status: 'available', version: 2 });
  });
});

describe('POST /payments/webhook, where no secret is set', () => {
  const closed = useHttpMarket();

  test('there is no such door', async () => {
    expect(problemIn(await tell(payment(randomUUID()), { to: closed }))).toBe('404 not-found');
  });
});

interface Telling {
  readonly to?: HttpMarket;
  readonly by?: string;
  readonly at?: Date;
  /** What is signed in place of what is sent. */
  readonly signedBody?: string;
  readonly signedId?: string;
}

function payment(orderId: string, details: object = {}) {
  const data = { orderId, reference: randomUUID(), amount: 2000, currency: 'usd', ...details };
  return { type: 'payment.succeeded', data };
}

/** Tells a server what a payment provider would. */
function tell(message: object, telling: Telling = {}): Promise<Answer> {
  const { to = market, by = secret, at = new Date() } = telling;
  const { signedBody = JSON.stringify(message), signedId = 'msg_1' } = telling;
  return to.anonymous.post('/api/payments/webhook', message, {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(by).sign(signedId, at, signedBody),
  });
}

async function bothAgree({ redis }: HttpMarket): Promise<void> {
  const client = redis.connect();
  await waitFor(async () => (await checkConsistency(client, 1)).length === 0, {
    what: 'both modules to agree',
  });
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
