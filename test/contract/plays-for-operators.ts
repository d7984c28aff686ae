import { randomUUID } from 'node:crypto';
import type { Answer } from '../support/holdfast.js';
import { type HttpMarket, listTicket } from '../support/http-market.js';
import type { Play, Plays } from './play.js';

const path = '/api/admin/dead-letters';
const nobodys = `${path}/orders-0-1-1`;

type Send = (market: HttpMarket, path: string, headers: Record<string, string>) => Promise<Answer>;

/** What is there to watch, and what only somebody with the scope may see. */
export const operators: Plays = {
  followEvents: {
    '200': ({ anonymous }) => anonymous.get('/api/events'),
    '401 unauthenticated': ({ anonymous }) => anonymous.get('/api/events', { authorization: 'Bearer x' }),
    '422 invalid-input': ({ anonymous }) => anonymous.get('/api/events', { 'last-event-id': 'x' }),
  },
  getTicketHistory: {
    '200': async (market) => {
      const { id } = await listTicket(await market.newUser('seller'));
      return market.anonymous.get(`/api/tickets/${id}/history`);
    },
    '404 not-found': ({ anonymous }) => anonymous.get(`/api/tickets/${randomUUID()}/history`),
    '422 invalid-input': ({ anonymous }) => anonymous.get(`/api/tickets/${randomUUID()}/history?limit=0`),
  },
  getTrace: {
    '200': async (market) => {
      const { id } = await listTicket(await market.newUser('seller'));
      return market.anonymous.get(`/api/traces/${id}`);
    },
    '304': async (market) => {
      const { id } = await listTicket(await market.newUser('seller'));
      return market.anonymous.get(`/api/traces/${id}`, { 'if-none-match': '*' });
    },
    '401 unauthenticated': ({ anonymous }) =>
      anonymous.get(`/api/traces/${randomUUID()}`, { authorization: 'Bearer x' }),
    '404 not-found': ({ anonymous }) => anonymous.get(`/api/traces/${randomUUID()}`),
  },
  getMetrics: { '200': ({ anonymous }) => anonymous.get('/metrics') },
  inspectStreams: {
    ...forOperators('/api/admin/streams', get),
    '200': async (market) => get(market, '/api/admin/streams', await operator(market)),
  },
  listDeadLetters: {
    ...forOperators(path, get),
    '200': async (market) => {
      await bury(market, noise());
      return get(market, path, await operator(market));
    },
    '422 invalid-input': async (market) => get(market, `${path}?cursor=x`, await operator(market)),
  },
  replayDeadLetter: {
    ...forOperators(`${nobodys}/replay`, post),
    '200': (market) => replay(market, (ticket) => eventOf(ticket, 0)),
    '404 not-found': async (market) => post(market, `${nobodys}/replay`, await operator(market)),
    '409 replay-early': (market) => replay(market, (ticket) => eventOf(ticket, 7)),
    '409 replay-failed': (market) => replay(market, noise),
  },
  discardDeadLetter: {
    ...forOperators(nobodys, remove),
    '204': async (market) => {
      const id = await bury(market, noise());
      return remove(market, `${path}/${id}`, await operator(market));
    },
    '404 not-found': async (market) => remove(market, nobodys, await operator(market)),
  },
};

function forOperators(place: string, send: Send): Record<string, Play> {
  return {
    '401 unauthenticated': (market) => send(market, place, {}),
    '403 insufficient-scope': async (market) => send(market, place, await bearer(market)),
  };
}

async function replay(market: HttpMarket, entry: (ticket: Ticket) => string[]): Promise<Answer> {
  const ticket = await listTicket(await market.newUser('seller'));
  const id = await bury(market, entry(ticket));
  return post(market, `${path}/${id}/replay`, await operator(market));
}

type Ticket = Awaited<ReturnType<typeof listTicket>>;

/** An entry that says of a ticket what its module would have said, of any version. */
function eventOf(ticket: Ticket, sequence: number): string[] {
  const attributes = { id: `${ticket.id}/${sequence}`, type: 'ticket:updated', source: '/holdfast/tickets' };
  const place = { time: ticket.createdAt, subject: ticket.id, sequence: String(sequence) };
  return Object.entries({ ...attributes, ...place, data: JSON.stringify(ticket) }).flat();
}

function noise(): string[] {
  return ['type', 'noise', 'data', randomUUID()];
}

/** A dead letter of the orders module, as if it had failed; its id. */
async function bury({ redis }: HttpMarket, fields: readonly string[]): Promise<string> {
  const letter = {
    entryId: '1-1',
    error: 'it failed',
    attempts: '10',
    failedAt: new Date().toISOString(),
    fields: JSON.stringify(fields),
  };
  return `orders-0-${await redis.connect().xadd('{0}:dead:orders', '*', ...Object.entries(letter).flat())}`;
}

function operator(market: HttpMarket): Promise<Record<string, string>> {
  return bearer(market, 'admin');
}

async function bearer({ anonymous }: HttpMarket, scope = ''): Promise<Record<string, string>> {
  const { body } = await anonymous.post('/dev/token', { user: 'operator', scope });
  return { authorization: `Bearer ${body.token}` };
}

function get({ anonymous }: HttpMarket, at: string, headers: Record<string, string>): Promise<Answer> {
  return anonymous.get(at, headers);
}

function post({ anonymous }: HttpMarket, at: string, headers: Record<string, string>): Promise<Answer> {
  return anonymous.post(at, undefined, headers);
}

function remove({ anonymous }: HttpMarket, at: string, headers: Record<string, string>): Promise<Answer> {
  return anonymous.delete(at, headers);
}
