import { expect, test } from 'vitest';
import type { Answer, Client } from '../support/holdfast.js';
import {
  listTicket,
  placeOrder,
  reservedTicket,
  useHttpMarket,
  withdrawTicket,
} from '../support/http-market.js';
import { invalidFields, problemIn } from '../support/problem.js';
import { waitFor } from '../support/wait-for.js';

const market = useHttpMarket({ PARTITIONS: '4' });
const path = '/api/tickets';

test('GET /tickets: nothing asked for, the available tickets of all sellers, newest first', async () => {
  const [ann, bob] = [await market.newUser('ann'), await market.newUser('bob')];
  const first = await listTicket(ann);
  const second = await listTicket(bob);
  const third = await listTicket(ann);
  await withdrawTicket(bob, (await listTicket(bob)).id);
  const answer = await market.anonymous.get(`${path}?limit=100`);
  expect(answer.status).toBe(200);
  const mine = answer.body.items.filter(({ sellerId }: { sellerId: string }) =>
    [ann.id, bob.id].includes(sellerId),
  );
  expect(mine).toEqual([third, second, first]);
});

test('GET /tickets: a status, the tickets that have it', async () => {
  const { seller, buyer, ticket: reserved } = await reservedTicket(market);
  const available = await listTicket(seller);
  const withdrawn = await listTicket(seller);
  await withdrawTicket(seller, withdrawn.id);
  const idsOf = async (status: string) =>
    ids(await seller.get(`${path}?seller=${seller.id}&status=${status}`));
  expect(await idsOf('available')).toEqual([available.id]);
  expect(await idsOf('reserved')).toEqual([reserved.id]);
  expect(await idsOf('withdrawn')).toEqual([withdrawn.id]);
  expect(await idsOf('sold')).toEqual([]);
  await placeOrder(buyer, available.id);
  expect(await idsOf('reserved')).toEqual([available.id, reserved.id]);
});

test('GET /tickets: seller=me, the tickets of whoever asks', async () => {
  const [ann, bob] = [await market.newUser('ann'), await market.newUser('bob')];
  const { id } = await listTicket(ann);
  await listTicket(bob);
  expect(ids(await ann.get(`${path}?seller=me`))).toEqual([id]);
  expect(ids(await ann.get(`${path}?seller=me&status=withdrawn`))).toEqual([]);
});

test('GET /tickets: seller=me without a token, 401', async () => {
  expect(problemIn(await market.anonymous.get(`${path}?seller=me`))).toBe('401 unauthenticated');
});

test('GET /tickets: a bad token where none is needed, 401', async () => {
  const answer = await market.anonymous.get(path, { authorization: 'Bearer nonsense' });
  expect(problemIn(answer)).toBe('401 unauthenticated');
});

test('GET /tickets: a seller that nobody is, an empty page', async () => {
  const answer = await market.anonymous.get(`${path}?seller=nobody`);
  expect([answer.status, answer.body]).toEqual([200, { items: [], next: null }]);
  expect(answer.headers.has('link')).toBe(false);
});

test('GET /tickets: a seller with signs that a URL encodes, their tickets', async () => {
  const seller = await market.newUser('ann & bob/{0}:*?é');
  const { id } = await listTicket(seller);
  expect(ids(await seller.get(`${path}?seller=${encodeURIComponent(seller.id)}`))).toEqual([id]);
});

test('GET /tickets: more than a page, the cursor leads through all of them, each once', async () => {
  const { seller, listed } = await sellerOf(5);
  const pages = await pagesOf(seller, `${path}?seller=${seller.id}&limit=2`, (answer, url) => {
    const cursor = encodeURIComponent(answer.body.next);
    return `${url.split('&cursor=')[0]}&cursor=${cursor}`;
  });
  expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
  expect(pages.flat()).toEqual(listed);
});

test('GET /tickets: more than a page, the links lead through all of them, each once', async () => {
  const { seller, listed } = await sellerOf(5);
  const pages = await pagesOf(seller, `${path}?seller=me&limit=2`, ({ headers }, url) => {
    const link = /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1] ?? '';
    const { pathname, search } = new URL(link, `${market.url}${url}`);
    return pathname + search;
  });
  expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
  expect(pages.flat()).toEqual(listed);
});

test('GET /tickets: as many tickets as the page holds, there is no next', async () => {
  const { seller, listed } = await sellerOf(2);
  const answer = await seller.get(`${path}?seller=me&limit=2`);
  expect([ids(answer), answer.body.next, answer.headers.get('link')]).toEqual([listed, null, null]);
});

test('GET /tickets: tickets that are listed or leave between two pages, no other is missed or repeated', async () => {
  const { seller, listed } = await sellerOf(4);
  const first = await seller.get(`${path}?seller=me&limit=2`);
  await listTicket(seller);
  await withdrawTicket(seller, listed[1] ?? '');
  const second = await seller.get(`${path}?seller=me&limit=2&cursor=${first.body.next}`);
  expect(ids(second)).toEqual(listed.slice(2));
});

test('GET /tickets: no limit, 20 of them', async () => {
  const { seller, listed } = await sellerOf(21);
  expect(ids(await seller.get(`${path}?seller=me`))).toEqual(listed.slice(0, 20));
  expect(ids(await seller.get(`${path}?seller=me&limit=100`))).toEqual(listed);
});

test.each(['1', '100'])('GET /tickets: the limit %s, 200', async (limit) => {
  expect(await market.anonymous.get(`${path}?limit=${limit}`)).toMatchObject({ status: 200 });
});

test.each([
  ['limit=0', 'limit'],
  ['limit=101', 'limit'],
  ['limit=-1', 'limit'],
  ['limit=1.5', 'limit'],
  ['limit=1e1', 'limit'],
  ['limit=', 'limit'],
  ['limit=many', 'limit'],
  ['limit=1&limit=2', 'limit'],
  ['cursor=', 'cursor'],
  ['cursor=nonsense', 'cursor'],
  ['cursor=019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000', 'cursor'],
  ['status=lost', 'status'],
  ['status=', 'status'],
  ['status=AVAILABLE', 'status'],
  ['seller=', 'seller'],
  ['colour=red', 'colour'],
  ['Limit=5', 'Limit'],
])('GET /tickets: %s, 422 names the parameter', async (query, name) => {
  expect(invalidFields(await market.anonymous.get(`${path}?${query}`))).toEqual([`/query/${name}`]);
});

function ids({ body }: Answer): string[] {
  return body.items.map(({ id }: { id: string }) => id);
}

/** A seller of so many tickets, whose ids come newest first; both modules know them. */
async function sellerOf(count: number) {
  const seller = await market.newUser('seller');
  const listed: string[] = [];
  for (let i = 0; i < count; i += 1) listed.unshift((await listTicket(seller)).id);
  return { seller, listed };
}

/** The ids on each page, from the first to the last. */
async function pagesOf(client: Client, first: string, next: (answer: Answer, url: string) => string) {
  const pages: string[][] = [];
  let url: string | undefined = first;
  await waitFor(
    async () => {
      const answer: Answer = await client.get(url ?? first);
      pages.push(ids(answer));
      url = answer.body.next === null ? undefined : next(answer, url ?? first);
      return url === undefined;
    },
    { what: 'the last page' },
  );
  return pages;
}
