import { randomUUID } from 'node:crypto';
import createClient from 'openapi-fetch';
import { describe, expect, test } from 'vitest';
import type { components, paths } from '../../web/api/schema.js';
import { useHttpMarket } from '../support/http-market.js';
import { waitFor } from '../support/wait-for.js';

const market = useHttpMarket({ AUTH_SECRET: '' });

type Ticket = components['schemas']['Ticket'];

describe('a client whose types are made of the document', () => {
  test('the story: listed, ordered, cancelled, repriced, ordered again, paid, and paid too late', async () => {
    const [seller, first, second] = await Promise.all(['ann', 'bob', 'eve'].map(signIn));
    if (!(seller && first && second)) throw new Error('three users were asked for');

    const listed = await seller.POST('/api/tickets', { body: { title: 'Row 5', price: 2000 } });
    const id = taken(listed).id;
    expect(listed.response.headers.get('ETag')).toBe('"0"');
    const reserved = await order(first, { ticketId: id, ticketVersion: 0 });
    await untilTicket(id, { version: 1, status: 'reserved', orderId: reserved.id });

    const path = { id: reserved.id };
    expect((await first.DELETE('/api/orders/{id}', { params: { path } })).response.status).toBe(204);
    await untilTicket(id, { version: 2, status: 'available', orderId: null });

    const header = { 'If-Match': '"2"' };
    const repriced = await seller.PATCH('/api/tickets/{id}', {
      params: { path: { id }, header },
      body: { price: 3000 },
    });
    expect(taken(repriced)).toMatchObject({ version: 3, price: 3000 });

    expect(await adviceFor(second, { ticketId: id, price: 2000, ticketVersion: 3 })).toBe(
      'look at the price',
    );
    const bought = await order(second, { ticketId: id, price: 3000 });
    expect(await adviceFor(first, { ticketId: id })).toBe('take another ticket');
    await pay(bought.id);
    expect(await orderOf(second, bought.id)).toMatchObject({ status: 'complete', refundDue: false });
    await untilTicket(id, { version: 5, status: 'sold', orderId: null });

    await pay(reserved.id);
    expect(await orderOf(first, reserved.id)).toMatchObject({ status: 'cancelled', refundDue: true });
  });

  test('pages: the next of one is the cursor of the other', async () => {
    const seller = await signIn('ann');
    for (const title of ['Row 1', 'Row 2']) await seller.POST('/api/tickets', { body: { title, price: 1 } });
    const list = async (cursor?: string) =>
      taken(
        await seller.GET('/api/tickets', {
          params: { query: { seller: 'me', limit: 1, ...(cursor !== undefined && { cursor }) } },
        }),
      );

    const { items, next } = await list();
    const rest = await list(next ?? '');

    expect([...items, ...rest.items].map(({ title }) => title)).toEqual(['Row 2', 'Row 1']);
    expect(rest.next).toBeNull();
  });

  test('mistakes of a caller: the compiler finds them', async () => {
    const client = await signIn('ann');
    // @ts-expect-error a ticket has a title
    await client.POST('/api/tickets', { body: { price: 1 } });
    // @ts-expect-error a price is a number
    await client.POST('/api/tickets', { body: { title: 'Row 5', price: '1' } });
    // @ts-expect-error there is no such call
    await client.GET('/api/seats', {});
    // @ts-expect-error no ticket is lost
    await client.GET('/api/tickets', { params: { query: { status: 'lost' } } });
    const { error } = await client.GET('/api/tickets/{id}', { params: { path: { id: 'row-5' } } });
    expect(error?.type).toBe('/problems/not-found');
    // @ts-expect-error reading a ticket is never refused so
    expect(error?.type === '/problems/price-changed').toBe(false);
  });
});

type User = Awaited<ReturnType<typeof signIn>>;
type OrderInput = components['schemas']['OrderInput'];

/** A user that no other test has. */
async function signIn(name: string) {
  const user = `${name}-${randomUUID()}`;
  const anonymous = createClient<paths>({ baseUrl: market.url });
  const { token } = taken(await anonymous.POST('/dev/token', { body: { user } }));
  return createClient<paths>({ baseUrl: market.url, headers: { Authorization: `Bearer ${token}` } });
}

async function order(buyer: User, body: OrderInput): Promise<components['schemas']['Order']> {
  return taken(await buyer.POST('/api/orders', { body }));
}

/** What a buyer does about a refusal, by its type. */
async function adviceFor(buyer: User, body: OrderInput) {
  const { error } = await buyer.POST('/api/orders', { body });
  switch (error?.type) {
    case '/problems/price-changed':
      return 'look at the price';
    case '/problems/ticket-reserved':
    case '/problems/ticket-sold':
    case '/problems/ticket-withdrawn':
      return 'take another ticket';
    case '/problems/invalid-input':
      return error.errors?.map(({ pointer }) => pointer).join();
    default:
      return error?.detail;
  }
}

async function pay(id: string): Promise<void> {
  const provider = createClient<paths>({ baseUrl: market.url });
  const { response } = await provider.POST('/dev/pay/{id}', { params: { path: { id } } });
  expect(response.status).toBe(204);
}

async function orderOf(buyer: User, id: string) {
  return taken(await buyer.GET('/api/orders/{id}', { params: { path: { id } } }));
}

async function untilTicket(id: string, fields: Partial<Ticket>): Promise<void> {
  const anonymous = createClient<paths>({ baseUrl: market.url });
  await waitFor(
    async () => {
      const ticket = taken(await anonymous.GET('/api/tickets/{id}', { params: { path: { id } } }));
      expect(ticket).toMatchObject(fields);
      return true;
    },
    { what: `the ticket to be ${JSON.stringify(fields)}` },
  );
}

/** The body of a success. */
function taken<Data>({ data, error }: { data?: Data; error?: unknown }): NonNullable<Data> {
  if (data === undefined || data === null) throw new Error(`it was refused: ${JSON.stringify(error)}`);
  return data;
}
