import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { startHoldfast } from '../support/holdfast.js';
import { useHttpMarket } from '../support/http-market.js';
import { invalidFields } from '../support/problem.js';

const market = useHttpMarket();
const path = '/api/tickets';

test('POST /tickets: all fields, 201 with Location, ETag and the ticket whole', async () => {
  const seller = await market.newUser('seller');
  const details = {
    ...{ title: 'Hamlet', price: 2500, currency: 'eur', venue: 'Globe', seat: 'Row 5, 12' },
    startsAt: '2031-05-01T19:30:00.000Z',
  };
  const answer = await seller.post(path, details);
  const { id, createdAt } = answer.body;
  expect(answer.status).toBe(201);
  expect(answer.headers.get('location')).toBe(`/api/tickets/${id}`);
  expect(answer.headers.get('etag')).toBe('"0"');
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(answer.body).toEqual({
    id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{9}000$/),
    ...details,
    sellerId: seller.id,
    status: 'available',
    orderId: null,
    version: 0,
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    updatedAt: createdAt,
  });
  expect((await seller.get(`/api/tickets/${id}`)).body).toEqual(answer.body);
});

test('POST /tickets: title and price alone, the rest has its defaults', async () => {
  const seller = await market.newUser('seller');
  const { status, body } = await seller.post(path, { title: 'Hamlet', price: 2500 });
  expect(status).toBe(201);
  expect(body).toMatchObject({ currency: 'usd', venue: null, startsAt: null, seat: null });
});

test('POST /tickets: optional fields as null, the same as without them', async () => {
  const seller = await market.newUser('seller');
  const nothing = { venue: null, startsAt: null, seat: null };
  const { status, body } = await seller.post(path, { title: 'Hamlet', price: 2500, ...nothing });
  expect([status, body]).toEqual([201, expect.objectContaining(nothing)]);
});

test('POST /tickets: a server with CURRENCY, that is the default', async () => {
  const server = await startHoldfast(market.redis, { CURRENCY: 'EUR' });
  onTestFinished(server.stop);
  const seller = await server.as(`seller-${randomUUID()}`);
  expect((await seller.post(path, { title: 'Hamlet', price: 1 })).body.currency).toBe('eur');
  expect((await seller.post(path, { title: 'Hamlet', price: 1, currency: 'usd' })).body.currency).toBe('usd');
});

test('POST /tickets: space around the texts, it is trimmed', async () => {
  const seller = await market.newUser('seller');
  const { body } = await seller.post(path, {
    title: ' \tHamlet\n',
    price: 1,
    venue: ' Globe ',
    seat: '\u00a012 ',
  });
  expect(body).toMatchObject({ title: 'Hamlet', venue: 'Globe', seat: '12' });
});

test.each([
  ['a title of one character', { title: 'H' }],
  ['a title of 200 characters', { title: 'H'.repeat(200) }],
  ['a title of 200 characters and space around them', { title: ` ${'H'.repeat(200)} ` }],
  ['a title of 200 characters that UTF-16 needs two units for', { title: '🎭'.repeat(200) }],
  ['the lowest price', { price: 1 }],
  ['the highest price', { price: 100_000_000 }],
  ['a currency in upper case', { currency: 'GBP' }],
  ['the last moment of the year 9999', { startsAt: '9999-12-31T23:59:59.999Z' }],
  ['the first moment of the year 0', { startsAt: '0000-01-01T00:00:00Z' }],
])('POST /tickets: %s, 201', async (_, details) => {
  const seller = await market.newUser('seller');
  expect(await seller.post(path, { title: 'Hamlet', price: 1, ...details })).toMatchObject({ status: 201 });
});

test('POST /tickets: a currency in upper case, it is stored in lower case', async () => {
  const seller = await market.newUser('seller');
  expect((await seller.post(path, { title: 'Hamlet', price: 1, currency: 'GbP' })).body.currency).toBe('gbp');
});

test.each([
  ['2031-05-01T19:30:00+02:00', '2031-05-01T17:30:00.000Z'],
  ['2031-01-01T00:30:00.250+05:45', '2030-12-31T18:45:00.250Z'],
  ['2031-05-01T19:30:00-11:00', '2031-05-02T06:30:00.000Z'],
])('POST /tickets: startsAt %s, it is kept as %s', async (startsAt, kept) => {
  const seller = await market.newUser('seller');
  expect((await seller.post(path, { title: 'Hamlet', price: 1, startsAt })).body.startsAt).toBe(kept);
});

test.each([
  ['no title', { title: undefined }, '/title'],
  ['an empty title', { title: '' }, '/title'],
  ['a title of space alone', { title: ' \t\n' }, '/title'],
  ['a title of 201 characters', { title: 'H'.repeat(201) }, '/title'],
  ['a title that is a number', { title: 5 }, '/title'],
  ['a title that is null', { title: null }, '/title'],
  ['half a surrogate pair in the title', { title: 'Hamlet \ud83c' }, '/title'],
  ['half a surrogate pair in the venue', { venue: '\udfad Globe' }, '/venue'],
  ['half a surrogate pair in the seat', { seat: '\udfad\ud83c' }, '/seat'],
  ['no price', { price: undefined }, '/price'],
  ['a price of nothing', { price: 0 }, '/price'],
  ['a price below nothing', { price: -2000 }, '/price'],
  ['a price one too high', { price: 100_000_001 }, '/price'],
  ['a price in fractions', { price: 19.99 }, '/price'],
  ['a price that is text', { price: '2000' }, '/price'],
  ['a price that is null', { price: null }, '/price'],
  ['a currency of two letters', { currency: 'us' }, '/currency'],
  ['a currency of four letters', { currency: 'usdt' }, '/currency'],
  ['a currency with a digit', { currency: 'us1' }, '/currency'],
  ['a currency that is null', { currency: null }, '/currency'],
  ['a venue that is a number', { venue: 5 }, '/venue'],
  ['a venue of 201 characters', { venue: 'H'.repeat(201) }, '/venue'],
  ['a seat that is an object', { seat: { row: 5 } }, '/seat'],
  ['a startsAt that is no time', { startsAt: 'tomorrow' }, '/startsAt'],
  ['a startsAt without an offset', { startsAt: '2031-05-01T19:30:00' }, '/startsAt'],
  ['a startsAt on 30 February', { startsAt: '2031-02-30T19:30:00Z' }, '/startsAt'],
  ['a startsAt that is a number', { startsAt: 1_935_430_200 }, '/startsAt'],
  [
    'a startsAt whose offset leads past the year 9999',
    { startsAt: '9999-12-31T23:59:59-01:00' },
    '/startsAt',
  ],
  ['a startsAt whose offset leads before the year 0', { startsAt: '0000-01-01T00:00:00+01:00' }, '/startsAt'],
  ['an unknown field', { colour: 'red' }, '/colour'],
  ['a field that the server sets', { status: 'sold' }, '/status'],
  ['an unknown field with a slash in its name', { 'a/b~c': 1 }, '/a~1b~0c'],
])('POST /tickets: %s, 422 names the field', async (_, details, pointer) => {
  const seller = await market.newUser('seller');
  const answer = await seller.post(path, { title: 'Hamlet', price: 2000, ...details });
  expect(invalidFields(answer)).toEqual([pointer]);
});

test('POST /tickets: several mistakes, 422 names them all', async () => {
  const seller = await market.newUser('seller');
  const answer = await seller.post(path, { title: '', price: 0, colour: 'red' });
  expect(invalidFields(answer).sort()).toEqual(['/colour', '/price', '/title']);
});

test.each(['[]', 'null', '"Hamlet"', '17'])(
  'POST /tickets: a body of %s, 422 names the body',
  async (body) => {
    const seller = await market.newUser('seller');
    expect(invalidFields(await seller.post(path, JSON.parse(body)))).toEqual(['']);
  },
);
