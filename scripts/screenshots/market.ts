import { z } from 'zod';
import { type Client, signInAt } from '../../src/client/index.js';
import { waitFor } from '../../test/support/wait-for.js';

/** A market with all that a ticket can come to. */
export interface Market {
  /** How many tickets are for sale. */
  readonly size: number;
  /** The id of a ticket that was ordered and given back, and then got another price. */
  readonly storied: string;
  /** Reserves one ticket and sells another, by their titles. */
  goOn(): Promise<{ readonly reserved: string; readonly sold: string }>;
}

const STORIED = 'Hamlet';
const HELD = 'Swan Lake';
const SOLD = 'City derby';

/** What is for sale, the oldest first. The days are fixed, so that the pictures stay as they are. */
const tickets = [
  { title: 'Open-air cinema', price: 1200, venue: 'Castle Park', at: '2027-07-09T21:30' },
  { title: 'Improvised comedy', price: 1850, venue: 'Cellar Stage', at: '2027-04-16T20:30' },
  { title: 'Jazz at the docks', price: 3200, venue: 'Harbour Hall', at: '2027-05-21T20:00' },
  { title: SOLD, price: 6400, venue: 'North Stadium', seat: 'K 14', at: '2027-04-24T15:30' },
  { title: 'Don Giovanni', price: 14_500, venue: 'State Opera', seat: 'C 7', at: '2027-06-05T19:00' },
  { title: 'A German Requiem', price: 5600, venue: 'Concert Hall', seat: '121', at: '2027-04-02T19:30' },
  { title: STORIED, price: 2000, venue: 'City Theatre', seat: 'B 12', at: '2027-05-14T19:30' },
  { title: HELD, price: 8900, venue: 'State Opera', seat: 'F 5', at: '2027-05-29T19:00' },
  { title: 'String quartets', price: 4800, venue: 'Concert Hall', seat: '64', at: '2027-06-17T20:00' },
];

const created = z.object({ id: z.string(), version: z.number() });

/**
 * Lists tickets, orders one and cancels the order, and sets another price for it.
 *
 * @param url of a server in development mode
 */
export async function playMarket(url: string, signal: AbortSignal): Promise<Market> {
  const signIn = signInAt({ url, env: {}, signal });
  const seller = await signIn('ida');
  const first = await signIn('noah');
  const second = await signIn('lena');
  const ids = new Map<string, string>();
  // In turn: the list shows the newest first.
  for (const { at, ...details } of tickets) {
    const ticket = { ...details, startsAt: `${at}:00Z` };
    ids.set(ticket.title, created.parse(await seller.call('POST', '/api/tickets', ticket)).id);
  }
  const idOf = (title: string) => ids.get(title) ?? '';
  const storied = idOf(STORIED);

  const cancelled = await order(first, storied);
  await untilVersion(first, storied, 1);
  await first.call('DELETE', `/api/orders/${cancelled}`);
  await untilVersion(first, storied, 2);
  await seller.call('PATCH', `/api/tickets/${storied}`, { price: 3000 });
  await untilVersion(first, storied, 3);

  return {
    size: tickets.length,
    storied,
    async goOn() {
      await order(second, idOf(HELD));
      await first.call('POST', `/dev/pay/${await order(first, idOf(SOLD))}`);
      return { reserved: HELD, sold: SOLD };
    },
  };
}

/** Orders a ticket as it is now. */
async function order(buyer: Client, ticketId: string): Promise<string> {
  const { version: ticketVersion } = created.parse(await buyer.call('GET', `/api/tickets/${ticketId}`));
  return created.parse(await buyer.call('POST', '/api/orders', { ticketId, ticketVersion })).id;
}

/** Waits until both modules have the version. */
async function untilVersion(client: Client, ticketId: string, version: number): Promise<void> {
  for (const path of [`/api/tickets/${ticketId}`, `/api/orders/replicas/${ticketId}`]) {
    const isThere = async () => shown.parse(await client.call('GET', path)).version === version;
    await waitFor(isThere, { what: `${path} to have version ${version}`, timeoutMs: 30_000 });
  }
}

const shown = z.object({ version: z.number() });
