import { randomUUID } from 'node:crypto';
import type { Answer } from '../support/holdfast.js';
import {
  type HttpMarket,
  listTicket,
  reservedTicket,
  untilReplica,
  untilTicket,
  withdrawTicket,
} from '../support/http-market.js';
import { sendText } from '../support/send-text.js';
import { newWebhookSecret, signWebhook } from '../support/sign-webhook.js';
import type { Play, Plays } from './play.js';
import { operators } from './plays-for-operators.js';

/** What a server needs so that every call is there. */
export const playedEnvironment = { AUTH_SECRET: '', PAYMENT_WEBHOOK_SECRET: newWebhookSecret() };

const nobodys = randomUUID().replace(/...$/, '000');
const [ticketsPath, ordersPath, webhookPath] = ['/api/tickets', '/api/orders', '/api/payments/webhook'];
const hamlet = { title: 'Hamlet', price: 2000 };

const tickets: Plays = {
  createTicket: {
    ...unreadable('POST', ticketsPath),
    '201': async (market) => (await market.newUser('seller')).post(ticketsPath, hamlet),
    '401 unauthenticated': ({ anonymous }) => anonymous.post(ticketsPath, hamlet),
    '422 invalid-input': async (market) => (await market.newUser('seller')).post(ticketsPath, {}),
    '422 idempotency-key-reused': async (market) => {
      const seller = await market.newUser('seller');
      return reuseKey((key) => seller.post(ticketsPath, { title: randomUUID(), price: 1 }, key));
    },
  },
  listTickets: {
    '200': ({ anonymous }) => anonymous.get(ticketsPath),
    '401 unauthenticated': ({ anonymous }) => anonymous.get(`${ticketsPath}?seller=me`),
    '422 invalid-input': ({ anonymous }) => anonymous.get(`${ticketsPath}?limit=0`),
  },
  getTicket: {
    '200': async (market) => market.anonymous.get((await offered(market)).path),
    '304': async (market) => market.anonymous.get((await offered(market)).path, { 'if-none-match': '"0"' }),
    '404 not-found': ({ anonymous }) => anonymous.get(`${ticketsPath}/${nobodys}`),
  },
  editTicket: {
    ...unreadable('PATCH', `${ticketsPath}/${nobodys}`),
    ...seller(({ user, path, ifMatch }) => user.patch(path, { price: 1 }, ifMatch)),
    '200': async (market) => {
      const { seller, path } = await offered(market);
      return seller.patch(path, { price: 3000 });
    },
    '409 ticket-withdrawn': async (market) => {
      const { seller, path } = await withdrawn(market);
      return seller.patch(path, { price: 3000 });
    },
    '422 invalid-input': async (market) =>
      (await market.newUser('seller')).patch(`${ticketsPath}/${nobodys}`, { price: 0 }),
  },
  withdrawTicket: {
    ...seller(({ user, path, ifMatch }) => user.delete(path, ifMatch)),
    '204': async (market) => {
      const { seller, path } = await offered(market);
      return seller.delete(path);
    },
  },
};

const orders: Plays = {
  placeOrder: {
    ...unreadable('POST', ordersPath),
    '201': async (market) => placeBy(await market.newUser('buyer'), await offered(market)),
    '401 unauthenticated': ({ anonymous }) => anonymous.post(ordersPath, { ticketId: nobodys }),
    '403 own-ticket': async (market) => {
      const { seller, id } = await offered(market);
      return placeBy(seller, { id });
    },
    '404 not-found': async (market) => placeBy(await market.newUser('buyer'), { id: nobodys }),
    '409 ticket-reserved': async (market) => {
      const { ticket } = await reservedTicket(market);
      return placeBy(await market.newUser('late'), ticket);
    },
    '409 ticket-sold': async (market) => placeBy(await market.newUser('late'), await sold(market)),
    '409 ticket-withdrawn': async (market) => placeBy(await market.newUser('late'), await withdrawn(market)),
    '409 price-changed': async (market) =>
      placeBy(await market.newUser('buyer'), await offered(market), { price: 1 }),
    '422 invalid-input': async (market) => placeBy(await market.newUser('buyer'), { id: 'row-5' }),
    '422 idempotency-key-reused': async (market) => {
      const buyer = await market.newUser('buyer');
      const found = await Promise.all([offered(market), offered(market)]);
      return reuseKey((key) => buyer.post(ordersPath, { ticketId: found.pop()?.id }, key));
    },
    '503 replica-behind': async (market) =>
      placeBy(await market.newUser('buyer'), await offered(market), { ticketVersion: 7 }),
  },
  listOrders: {
    '200': async (market) => (await reservedTicket(market)).buyer.get(ordersPath),
    '401 unauthenticated': ({ anonymous }) => anonymous.get(ordersPath),
    '422 invalid-input': async (market) => (await market.newUser('buyer')).get(`${ordersPath}?limit=0`),
  },
  getOrder: {
    '200': async (market) => {
      const { buyer, order } = await reservedTicket(market);
      return buyer.get(`${ordersPath}/${order.id}`);
    },
    '304': async (market) => {
      const { buyer, order } = await reservedTicket(market);
      return buyer.get(`${ordersPath}/${order.id}`, { 'if-none-match': '"0"' });
    },
    '401 unauthenticated': ({ anonymous }) => anonymous.get(`${ordersPath}/${nobodys}`),
    '404 not-found': async (market) => (await market.newUser('buyer')).get(`${ordersPath}/${nobodys}`),
  },
  cancelOrder: {
    '204': async (market) => {
      const { buyer, order } = await reservedTicket(market);
      return buyer.delete(`${ordersPath}/${order.id}`);
    },
    '401 unauthenticated': ({ anonymous }) => anonymous.delete(`${ordersPath}/${nobodys}`),
    '404 not-found': async (market) => (await market.newUser('buyer')).delete(`${ordersPath}/${nobodys}`),
    '409 order-complete': async (market) => {
      const { buyer, orderId } = await sold(market);
      return buyer.delete(`${ordersPath}/${orderId}`);
    },
    '412 version-mismatch': async (market) => {
      const { buyer, order } = await reservedTicket(market);
      return buyer.delete(`${ordersPath}/${order.id}`, { 'if-match': '"7"' });
    },
  },
  getReplica: {
    '200': async (market) => market.anonymous.get(`${ordersPath}/replicas/${(await offered(market)).id}`),
    '404 not-found': ({ anonymous }) => anonymous.get(`${ordersPath}/replicas/${nobodys}`),
  },
};

const payments: Plays = {
  receivePayment: {
    ...unreadable('POST', webhookPath),
    '204': async (market) => tell(market, { orderId: (await reservedTicket(market)).order.id }),
    '401 invalid-signature': ({ anonymous }) => anonymous.post(webhookPath, {}),
    '404 not-found': (market) => tell(market, { orderId: nobodys }),
    '422 invalid-input': (market) => tell(market, {}),
    '422 wrong-amount': async (market) =>
      tell(market, { orderId: (await reservedTicket(market)).order.id, amount: 1 }),
  },
};

const operations: Plays = {
  isLive: { '200': ({ anonymous }) => anonymous.get('/healthz') },
  isReady: { '200': ({ anonymous }) => anonymous.get('/readyz') },
  getOpenApi: published('/openapi.json'),
  getAsyncApi: published('/asyncapi.json'),
  getReference: { '200': ({ anonymous }) => anonymous.get('/docs') },
  getReferenceFile: {
    '200': ({ anonymous }) => anonymous.get('/docs/start.js'),
    '404 not-found': ({ anonymous }) => anonymous.get('/docs/nothing.js'),
  },
};

const development: Plays = {
  makeToken: {
    ...unreadable('POST', '/dev/token'),
    '200': ({ anonymous }) => anonymous.post('/dev/token', { user: 'ann' }),
    '422 invalid-input': ({ anonymous }) => anonymous.post('/dev/token', {}),
  },
  playProvider: {
    '204': async (market) => {
      const { order } = await reservedTicket(market);
      return market.anonymous.post(`/dev/pay/${order.id}`, undefined);
    },
    '404 not-found': ({ anonymous }) => anonymous.post(`/dev/pay/${nobodys}`, undefined),
  },
};

/** Every answer of every call that requests alone can bring about. */
export const plays: Plays = {
  ...tickets,
  ...orders,
  ...payments,
  ...operations,
  ...operators,
  ...development,
};

type User = Awaited<ReturnType<HttpMarket['newUser']>>;

/** What every call with a JSON body refuses before it asks who is there. */
function unreadable(method: string, path: string): Record<string, Play> {
  const send = (mediaType: string, body: string) => (market: HttpMarket) =>
    sendText(`${market.url}${path}`, { method, body, headers: { 'content-type': mediaType } });
  return {
    '400 invalid-json': send('application/json', '{'),
    '413 body-too-large': send('application/json', ' '.repeat(64 * 1024 + 1)),
    '415 unsupported-media-type': send('text/plain', '{}'),
  };
}

interface Change {
  readonly user: Pick<User, 'patch' | 'delete'>;
  readonly path: string;
  readonly ifMatch?: Record<string, string>;
}

/** What every change of a ticket refuses. */
function seller(change: (of: Change) => Promise<Answer>): Record<string, Play> {
  return {
    '401 unauthenticated': async (market) =>
      change({ user: market.anonymous, path: `${ticketsPath}/${nobodys}` }),
    '403 not-seller': async (market) =>
      change({ user: await market.newUser('other'), path: (await offered(market)).path }),
    '404 not-found': async (market) =>
      change({ user: await market.newUser('seller'), path: `${ticketsPath}/${nobodys}` }),
    '409 ticket-reserved': async (market) => {
      const { seller: user, ticket } = await reservedTicket(market);
      return change({ user, path: `${ticketsPath}/${ticket.id}` });
    },
    '409 ticket-sold': async (market) => {
      const { seller: user, id } = await sold(market);
      return change({ user, path: `${ticketsPath}/${id}` });
    },
    '412 version-mismatch': async (market) => {
      const { seller: user, path } = await offered(market);
      return change({ user, path, ifMatch: { 'if-match': '"7"' } });
    },
  };
}

function published(path: string): Record<string, Play> {
  return {
    '200': ({ anonymous }) => anonymous.get(path),
    '304': async ({ anonymous }) => {
      const tag = (await anonymous.get(path)).headers.get('etag');
      return anonymous.get(path, { 'if-none-match': tag ?? '' });
    },
  };
}

async function offered(market: HttpMarket) {
  const seller = await market.newUser('seller');
  const { id } = await listTicket(seller, hamlet);
  return { seller, id, path: `${ticketsPath}/${id}` };
}

async function withdrawn(market: HttpMarket) {
  const ticket = await offered(market);
  await withdrawTicket(ticket.seller, ticket.id);
  return ticket;
}

async function sold(market: HttpMarket) {
  const { seller, buyer, ticket, order } = await reservedTicket(market);
  await tell(market, { orderId: order.id });
  await Promise.all([
    untilTicket(seller, ticket.id, { status: 'sold' }),
    untilReplica(seller, ticket.id, { status: 'sold' }),
  ]);
  return { seller, buyer, id: ticket.id, orderId: order.id };
}

function placeBy(buyer: User, { id }: { id: string }, seen: object = {}): Promise<Answer> {
  return buyer.post(ordersPath, { ticketId: id, ...seen });
}

/** Sends two different requests under one key. */
async function reuseKey(send: (key: Record<string, string>) => Promise<Answer>): Promise<Answer> {
  const key = { 'idempotency-key': randomUUID() };
  await send(key);
  return send(key);
}

function tell(market: HttpMarket, payment: object): Promise<Answer> {
  const data = { reference: randomUUID(), amount: 2000, currency: 'usd', ...payment };
  const message = { type: 'payment.succeeded', data };
  const signature = signWebhook(playedEnvironment.PAYMENT_WEBHOOK_SECRET, JSON.stringify(message));
  return market.anonymous.post(webhookPath, message, signature);
}
