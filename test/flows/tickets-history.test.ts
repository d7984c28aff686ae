import { expect, test } from 'vitest';
import { entriesAbout } from '../support/entries.js';
import { listTicket, reservedTicket, useHttpMarket } from '../support/http-market.js';
import { invalidFields, problemIn } from '../support/problem.js';

const market = useHttpMarket({ PARTITIONS: '4' });
const pathOf = ({ id }: { id: string }) => `/api/tickets/${id}/history`;

test('GET /tickets/:id/history: every version with its entry and what it changed, for anybody', async () => {
  const { seller, ticket, order } = await reservedTicket(market);

  const answer = await market.anonymous.get(pathOf(ticket));

  expect(answer.status).toBe(200);
  const entries = await entriesAbout(market.redis.connect(), 'tickets', ticket.id);
  const entry = (version: number) => ({ version, time: entries[version]?.time, entryId: expect.any(String) });
  expect(answer.body).toEqual({
    next: null,
    items: [
      {
        ...entry(0),
        type: 'ticket:created',
        changes: {
          title: { from: null, to: 'Row 5' },
          price: { from: null, to: 2000 },
          currency: { from: null, to: 'usd' },
          status: { from: null, to: 'available' },
        },
      },
      {
        ...entry(1),
        type: 'ticket:updated',
        changes: {
          status: { from: 'available', to: 'reserved' },
          orderId: { from: null, to: order.id },
        },
      },
    ],
  });
  expect(seller.id).toBe(ticket.sellerId);
});

test('GET /tickets/:id/history: page by page by the Link header, each change once and none lost in between', async () => {
  const seller = await market.newUser('seller');
  const ticket = await listTicket(seller);
  for (let price = 1; price <= 6; price += 1) await seller.patch(`/api/tickets/${ticket.id}`, { price });

  const prices: unknown[] = [];
  let query = '?limit=3';
  for (let pages = 0; query !== '' && pages < 9; pages += 1) {
    const { body, headers } = await market.anonymous.get(pathOf(ticket) + query);
    prices.push(body.items.map(({ changes }: { changes: { price: unknown } }) => changes.price));
    query = /^<(\?[^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1] ?? '';
  }

  expect(prices).toEqual([
    [
      { from: null, to: 2000 },
      { from: 2000, to: 1 },
      { from: 1, to: 2 },
    ],
    [
      { from: 2, to: 3 },
      { from: 3, to: 4 },
      { from: 4, to: 5 },
    ],
    [{ from: 5, to: 6 }],
  ]);
});

test('GET /tickets/:id/history: what came before was trimmed, the first change that is left is not known', async () => {
  const seller = await market.newUser('seller');
  const ticket = await listTicket(seller);
  const redis = market.redis.connect();
  await redis.xtrim(`{${Number.parseInt(ticket.id.slice(-3), 16)}}:tickets`, 'MAXLEN', 0);
  await seller.patch(`/api/tickets/${ticket.id}`, { price: 1 });
  await seller.patch(`/api/tickets/${ticket.id}`, { price: 2 });

  const { body } = await market.anonymous.get(pathOf(ticket));

  expect(body.items).toMatchObject([
    { version: 1, changes: null },
    { version: 2, changes: { price: { from: 1, to: 2 } } },
  ]);
});

test('GET /tickets/:id/history: nothing is left of it, an empty list, as there is such a ticket', async () => {
  const ticket = await listTicket(await market.newUser('seller'));
  const redis = market.redis.connect();
  await redis.xtrim(`{${Number.parseInt(ticket.id.slice(-3), 16)}}:tickets`, 'MAXLEN', 0);

  const answer = await market.anonymous.get(pathOf(ticket));

  expect([answer.status, answer.body]).toEqual([200, { items: [], next: null }]);
});

test.each(['019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000', 'nobody'])(
  'GET /tickets/:id/history: %s, which nobody has, 404',
  async (id) => {
    expect(problemIn(await market.anonymous.get(pathOf({ id })))).toBe('404 not-found');
  },
);

test.each([
  ['limit=0', '/query/limit'],
  ['cursor=abc', '/query/cursor'],
  ['cursor=LTE', '/query/cursor'],
  ['colour=red', '/query/colour'],
])('GET /tickets/:id/history: ?%s, 422', async (query, pointer) => {
  const ticket = await listTicket(await market.newUser('seller'));
  const answer = await market.anonymous.get(`${pathOf(ticket)}?${query}`);
  expect(problemIn(answer)).toBe('422 invalid-input');
  expect(invalidFields(answer)).toEqual([pointer]);
});
