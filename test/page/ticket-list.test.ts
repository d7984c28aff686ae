import { expect, onTestFinished, test, vi } from 'vitest';
import { createApi, type Ticket } from '../../web/api/client.js';
import type { Live, LiveMessage } from '../../web/live/message.js';
import { createTicketList } from '../../web/market/ticket-list.js';
import { createRecords } from '../../web/state/records.js';
import { createStore } from '../../web/state/store.js';
import { waitFor } from '../support/wait-for.js';

test('list: a page at a time, newest first, until there is none', async () => {
  const { list, shownIn } = shop(ticketsUpTo(30));
  await list.more();
  expect([shownIn().length, shownIn()[0], list.state.get().complete]).toEqual([24, idOf(30), false]);
  await list.more();
  expect([shownIn().length, shownIn().at(-1), list.state.get().complete]).toEqual([30, idOf(1), true]);
});

test('list: a new ticket comes to its top, an older one with its page', async () => {
  const { list, shownIn, tell } = shop(ticketsUpTo(30));
  await list.more();
  tell(ticket(31));
  tell(ticket(2));
  expect([shownIn().length, shownIn()[0]]).toEqual([25, idOf(31)]);
});

test('list: while nobody has looked at it, what happens in the shop does not fill it', () => {
  const { list, tell, requests } = shop([]);
  tell(ticket(1));
  tell('reset');
  expect([list.state.get().ids, requests]).toEqual([[], []]);
});

test('list: one that is reserved stays; of many, those that are not offered any more leave', async () => {
  const { list, shownIn, tell } = shop([]);
  await list.more();
  for (let number = 1; number <= 500; number += 1) tell(ticket(number));
  tell(ticket(1, { version: 1, status: 'reserved' }));
  for (let number = 2; number <= 400; number += 1) tell(ticket(number, { version: 1, status: 'sold' }));
  expect(shownIn()).toHaveLength(500);
  tell(ticket(501));
  expect([shownIn().length, shownIn().at(-1)]).toEqual([102, idOf(1)]);
});

test('list: after events were missed it is read again; of those that are gone only a few are looked at', async () => {
  const offered = ticketsUpTo(200);
  const { list, shownIn, tell, requests } = shop(offered);
  while (!list.state.get().complete) await list.more();
  requests.length = 0;
  offered.splice(0, offered.length, ...ticketsUpTo(50));
  tell('reset');
  await waitFor(() => requests.length > 0 && list.state.get().phase === 'idle', { what: 'it to be read' });
  expect(requests.filter((path) => path === '/api/tickets')).toHaveLength(1);
  expect(requests.filter((path) => path.startsWith('/api/tickets/'))).toHaveLength(20);
  // Those that were looked at have been sold, and stay where somebody may be reading.
  expect(shownIn()).toHaveLength(70);
  list.tidy();
  expect(shownIn()).toEqual(
    offered
      .map(({ id }) => id)
      .sort()
      .reverse(),
  );
});

test('list: what could not be read anew says so, and is what is done when one asks for more', async () => {
  const offered = ticketsUpTo(10);
  const server = shop(offered);
  const { list, shownIn, tell } = server;
  await list.more();
  server.isAway = true;
  offered.push(ticket(11));
  tell('reset');
  await waitFor(() => list.state.get().problem !== undefined, { what: 'the problem' });
  await waitFor(() => list.state.get().phase === 'idle', { what: 'the end' });
  server.isAway = false;
  await list.more();
  expect([shownIn()[0], list.state.get().problem]).toEqual([idOf(11), undefined]);
});

function ticketsUpTo(last: number): Ticket[] {
  return Array.from({ length: last }, (_, index) => ticket(index + 1));
}

function idOf(number: number): string {
  return `019a2f3c-5d1e-7b42-8c3d-${String(number).padStart(12, '0')}`;
}

function ticket(number: number, changes: Partial<Ticket> = {}): Ticket {
  return {
    ...{ id: idOf(number), title: `Seat ${number}`, price: 2000, currency: 'usd', sellerId: 'ann' },
    ...{ venue: null, startsAt: null, seat: null, status: 'available', orderId: null, version: 0 },
    ...{ createdAt: '2026-11-22T10:00:00Z', updatedAt: '2026-11-22T10:00:00Z' },
    ...changes,
  };
}

/** A shop that offers these tickets, which may change; all others are sold. */
function shop(offered: readonly Ticket[]) {
  const requests: string[] = [];
  const listeners = new Set<(message: LiveMessage) => void>();
  const server = { isAway: false };
  const answer = ({ url }: Request) => {
    const { pathname, searchParams } = new URL(url);
    requests.push(pathname);
    const [, number] = /^\/api\/tickets\/.*?0*(\d+)$/.exec(pathname) ?? [];
    if (number !== undefined) return Response.json(ticket(Number(number), { version: 1, status: 'sold' }));
    const begin = Number(searchParams.get('cursor') ?? 0);
    const end = begin + Number(searchParams.get('limit'));
    const sorted = [...offered].sort((one, other) => (one.id < other.id ? 1 : -1));
    return Response.json({ items: sorted.slice(begin, end), next: end < sorted.length ? `${end}` : null });
  };
  vi.stubGlobal('fetch', (request: Request) =>
    server.isAway ? Promise.reject(new TypeError('fetch failed')) : Promise.resolve(answer(request)),
  );
  onTestFinished(() => void vi.unstubAllGlobals());

  const live: Live = {
    status: createStore('open'),
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const nothing = () => undefined;
  const api = createApi({
    ...{ origin: 'http://shop.example', token: nothing },
    ...{ onUnauthenticated: nothing, onAnswer: nothing },
  });
  const tickets = createRecords<Ticket>();
  const list = createTicketList({ api, live, tickets });
  return Object.assign(server, {
    list,
    requests,
    shownIn: () => [...list.state.get().ids],
    tell(told: Ticket | 'reset'): void {
      if (told !== 'reset') tickets.hear(told);
      const message: LiveMessage =
        told === 'reset' ? { name: 'reset' } : { name: 'ticket', event: eventOf(told) };
      for (const listener of listeners) listener(message);
    },
  });
}

function eventOf(data: Ticket) {
  const { id, version, updatedAt } = data;
  return {
    ...{ id: `${id}/${version}`, type: 'ticket:updated', time: updatedAt },
    ...{ subject: id, sequence: version, data },
  };
}
