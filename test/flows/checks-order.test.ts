import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { tokenFor } from '../support/holdfast.js';
import { listTicket, reservedTicket, useHttpMarket, withdrawTicket } from '../support/http-market.js';
import { problemIn } from '../support/problem.js';
import { sendText } from '../support/send-text.js';

const market = useHttpMarket();

/** A request about a ticket, and what may be wrong with it. */
interface Attempt {
  readonly body: 'fine' | 'malformed' | 'too large' | 'invalid';
  readonly mediaType: string;
  readonly by: 'seller' | 'buyer' | 'stranger' | 'nobody';
  readonly id: 'fine' | 'unknown' | 'no UUID';
  readonly ifMatch: string;
  readonly state: 'available' | 'reserved' | 'withdrawn';
  readonly price: number;
}

const fine: Attempt = {
  ...{ body: 'fine', mediaType: 'application/json', by: 'seller', id: 'fine', ifMatch: '*' },
  ...{ state: 'available', price: 2000 },
};

type Flaw = readonly [name: string, wrong: Partial<Attempt>, answer: string];

const unreadable: Flaw[] = [
  ['malformed JSON', { body: 'malformed' }, '400 invalid-json'],
  ['too long a body', { body: 'too large' }, '413 body-too-large'],
  ['a wrong media type', { mediaType: 'text/plain' }, '415 unsupported-media-type'],
];
const anonymous: Flaw[] = [['no token', { by: 'nobody' }, '401 unauthenticated']];
const invalid: Flaw[] = [['an invalid field', { body: 'invalid' }, '422 invalid-input']];
const unknown: Flaw[] = [['an id that nobody has', { id: 'unknown' }, '404 not-found']];
const missing: Flaw[] = [...unknown, ['an id that is no UUID', { id: 'no UUID' }, '404 not-found']];
const notSeller: Flaw[] = [['another user', { by: 'stranger' }, '403 not-seller']];
const stale: Flaw[] = [['a stale If-Match', { ifMatch: '"7"' }, '412 version-mismatch']];
const reserved: Flaw[] = [['a reserved ticket', { state: 'reserved' }, '409 ticket-reserved']];
const withdrawn: Flaw[] = [['a withdrawn ticket', { state: 'withdrawn' }, '409 ticket-withdrawn']];

/** What can be wrong with each call, in the order in which api.md has it checked. */
const calls: Record<string, Flaw[][]> = {
  'POST /tickets': [unreadable, anonymous, invalid],
  'PATCH /tickets/:id': [
    ...[unreadable, anonymous, invalid, missing, notSeller, stale],
    [...reserved, ...withdrawn],
  ],
  'DELETE /tickets/:id': [anonymous, missing, notSeller, stale, reserved],
  'POST /orders': [
    ...[unreadable, anonymous, invalid, unknown],
    [['one’s own ticket', { by: 'seller' }, '403 own-ticket']],
    [...reserved, ...withdrawn, ['another price', { price: 1 }, '409 price-changed']],
  ],
  'DELETE /orders/:id': [
    anonymous,
    [...missing, ['somebody else’s order', { by: 'stranger' }, '404 not-found']],
    stale,
  ],
};

/** Each flaw alone, and with each of those that are to be told later. */
const cases = Object.entries(calls).flatMap(([call, stages]) =>
  stages.flatMap((stage, i) => {
    const later = stages.slice(i + 1).flat();
    return stage.flatMap(([name, wrong, answer]) => [
      { name: `${call}: ${name}, ${answer}`, call, wrong, answer },
      ...later.map(([other, too]) => {
        const both = `${call}: ${name} and ${other}, ${answer}`;
        return { name: both, call, wrong: { ...too, ...wrong }, answer };
      }),
    ]);
  }),
);

for (const { name, call, wrong, answer } of cases) {
  test(name, async () => {
    expect(problemIn(await send(call, { ...fineFor(call), ...wrong }))).toBe(answer);
  });
}

test.each(Object.keys(calls))('%s: nothing wrong, it succeeds', async (call) => {
  expect((await send(call, fineFor(call))).status).toBeLessThan(300);
});

test.each(['/api/orders?limit=0', '/api/tickets?seller=me&limit=0'])(
  'GET %s: no token and an invalid parameter, 401 unauthenticated',
  async (path) => {
    expect(problemIn(await market.anonymous.get(path))).toBe('401 unauthenticated');
  },
);

function fineFor(call: string): Attempt {
  if (call === 'POST /orders') return { ...fine, by: 'buyer' };
  return call === 'DELETE /orders/:id' ? { ...fine, by: 'buyer', state: 'reserved' } : fine;
}

async function send(call: string, attempt: Attempt) {
  const [method = '', resource = ''] = call.split(/ |\/:id/);
  const { seller, buyer, ticketId, orderId } = await prepare(attempt.state);
  const own = resource === '/orders' ? orderId : ticketId;
  const id = { fine: own, unknown: randomUUID().replace(/...$/, '000'), 'no UUID': 'row-5' }[attempt.id];
  const path = call.endsWith('/:id') ? `${resource}/${id}` : resource;
  const order = { ticketId: attempt.id === 'fine' ? ticketId : id, price: attempt.price };
  const body = {
    fine: JSON.stringify(call === 'POST /orders' ? order : { title: 'Row 5', price: 2000 }),
    malformed: '{',
    'too large': ' '.repeat(64 * 1024 + 1),
    invalid: '{"price":"2000"}',
  }[attempt.body];
  const user = { seller: seller.id, buyer: buyer.id, stranger: `stranger-${randomUUID()}`, nobody: '' }[
    attempt.by
  ];
  const headers = {
    ...(user !== '' && { authorization: `Bearer ${await tokenFor(user)}` }),
    'content-type': attempt.mediaType,
    'if-match': attempt.ifMatch,
  };
  return sendText(`${market.url}/api${path}`, { method, headers, ...(method !== 'DELETE' && { body }) });
}

async function prepare(state: Attempt['state']) {
  if (state === 'reserved') {
    const { seller, buyer, ticket, order } = await reservedTicket(market);
    return { seller, buyer, ticketId: ticket.id, orderId: order.id };
  }
  const [seller, buyer] = [await market.newUser('seller'), await market.newUser('buyer')];
  const { id } = await listTicket(seller);
  if (state === 'withdrawn') await withdrawTicket(seller, id);
  return { seller, buyer, ticketId: id, orderId: '' };
}
