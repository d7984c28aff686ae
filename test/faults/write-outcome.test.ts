import { expect, onTestFinished, test } from 'vitest';
import type { Ticket } from '../../src/events/tickets.js';
import { entriesAbout } from '../support/entries.js';
import { startHoldfast } from '../support/holdfast.js';
import { listTicket, newUser } from '../support/http-market.js';
import { ownProxy, ownRedis } from '../support/own.js';
import { problemIn } from '../support/problem.js';
import type { RequestVerdict } from '../support/proxy.js';
import { expectSound } from '../support/sound.js';
import { waitFor } from '../support/wait-for.js';

interface Row {
  readonly what: string;
  /** Which request of the lane is struck, and how. */
  readonly at: RegExp;
  readonly verdict: RequestVerdict;
  /** No request of any lane passes after that, until the answer is there. */
  readonly stays: boolean;
  readonly answer: string;
  readonly stored: boolean;
}

/** The transaction that sets the price of a test: nothing else of the server holds that number. */
const PRICE = 424_242;
const EXEC = new RegExp(`"price":${PRICE}.*\r\nexec\r\n`, 's');
const LOAD = /\r\nwatch\r\n.*\r\ntime\r\n/s;

const rows: readonly Row[] = [
  { what: 'EXEC lost', at: EXEC, verdict: 'cut-before', stays: false, answer: '200', stored: true },
  {
    what: 'the reply to EXEC lost',
    at: EXEC,
    verdict: 'cut-after',
    stays: false,
    answer: '200',
    stored: true,
  },
  {
    ...{ what: 'Redis lost before the WATCH', at: LOAD, verdict: 'cut-before', stays: true },
    ...{ answer: '503 unavailable', stored: false },
  },
  {
    ...{ what: 'Redis lost after the WATCH', at: LOAD, verdict: 'cut-after', stays: true },
    ...{ answer: '503 unavailable', stored: false },
  },
  {
    ...{ what: 'EXEC and Redis lost', at: EXEC, verdict: 'cut-before', stays: true },
    ...{ answer: '503 outcome-unknown', stored: false },
  },
  {
    ...{ what: 'the reply to EXEC and Redis lost', at: EXEC, verdict: 'cut-after', stays: true },
    ...{ answer: '503 outcome-unknown', stored: true },
  },
];

test.each(rows)(
  'PATCH with If-Match, $what: $answer, stored: $stored, and asking again tells',
  async (row) => {
    const { seller, ticket, client, proxy, redis } = await open();
    const ifMatch = { 'if-match': '"0"' };
    const path = `/api/tickets/${ticket.id}`;

    let struck = false;
    const heal = proxy.onRequest((chunk): RequestVerdict => {
      const text = chunk.toString('latin1');
      if (struck) return row.stays && /\}:lane:|setname/.test(text) ? 'cut-before' : undefined;
      struck = row.at.test(text) && (row.at !== LOAD || text.includes(ticket.id));
      return struck ? row.verdict : undefined;
    });
    const answer = await seller.patch(path, { price: PRICE }, ifMatch);
    heal();

    expect(struck).toBe(true);
    expect(answer.status === 200 ? '200' : problemIn(answer)).toBe(row.answer);
    const changed = await waitFor(
      async () => {
        const again = await seller.patch(path, { price: PRICE }, ifMatch);
        return again.status !== 503 && again;
      },
      { what: 'the server to write again' },
    );
    // Whoever was told that nothing is stored writes it now; a version that is there is not written over.
    expect(changed.status).toBe(row.stored ? 412 : 200);
    const prices = (await entriesAbout(client, 'tickets', ticket.id)).map(
      ({ data }) => (data as Ticket).price,
    );
    expect(prices).toEqual([2000, PRICE]);
    await expectSound(redis);
  },
);

/** A server whose every connection passes a proxy, and a ticket that both of its modules know. */
async function open() {
  const redis = await ownRedis();
  const proxy = await ownProxy(redis);
  const server = await startHoldfast(proxy);
  onTestFinished(server.stop);
  const seller = await newUser(server, 'seller');
  const ticket = await listTicket(seller);
  return { redis, proxy, client: redis.connect(), seller, ticket };
}
