import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { startHoldfast, tokenFor } from '../support/holdfast.js';
import { listTicket, useHttpMarket } from '../support/http-market.js';
import { invalidFields, problemIn } from '../support/problem.js';
import { sendText } from '../support/send-text.js';

const market = useHttpMarket();

const everyKindOfAnswer: [string, (seller: Seller) => Promise<{ status: number; headers: Headers }>][] = [
  ['200', (seller) => seller.get('/api/tickets')],
  ['201', (seller) => seller.post('/api/tickets', { title: 'Row 5', price: 1 })],
  ['204', async (seller) => seller.delete(`/api/tickets/${(await listTicket(seller)).id}`)],
  [
    '304',
    async (seller) => seller.get(`/api/tickets/${(await listTicket(seller)).id}`, { 'if-none-match': '*' }),
  ],
  ['400', () => sendText(`${market.url}/api/tickets`, { method: 'POST', headers: json, body: '{' })],
  ['401', () => market.anonymous.get('/api/orders')],
  ['404', (seller) => seller.get('/api/nothing')],
  ['405', (seller) => seller.delete('/api/tickets')],
  ['422', (seller) => seller.post('/api/tickets', {})],
];

type Seller = Awaited<ReturnType<typeof market.newUser>>;

const json = { 'content-type': 'application/json' };

test.each(everyKindOfAnswer)(
  'every answer: a %s, it has a request id and the security headers',
  async (status, call) => {
    const answer = await call(await market.newUser('seller'));
    expect(String(answer.status)).toBe(status);
    expect(answer.headers.get('x-request-id')).toMatch(/^[\w-]{8,}$/);
    expectSecurityHeaders(answer.headers);
  },
);

test('every answer: a request that makes no URL, a problem with a request id and the security headers', async () => {
  const answer = await new Promise<{ status: number; headers: Headers; body: unknown }>((resolve, reject) => {
    const outgoing = request(`${market.url}/healthz`, { headers: { host: 'a b' } }, async (incoming) => {
      const { 'content-type': type = '', ...rest } = incoming.headers;
      const headers = new Headers({ 'content-type': type });
      for (const [name, value] of Object.entries(rest)) headers.set(name, String(value));
      const text = (await incoming.toArray()).join('');
      resolve({ status: incoming.statusCode ?? 0, headers, body: JSON.parse(text) });
    });
    outgoing.once('error', reject).end();
  });
  expect(problemIn(answer)).toBe('400 bad-request');
  expect(answer.headers.get('x-request-id')).toMatch(/^[\w-]{8,}$/);
  expectSecurityHeaders(answer.headers);
});

test.each(['/api/tickets', '/api/nothing'])(
  'X-Request-Id: the caller’s for %s, the answer has it',
  async (path) => {
    const id = `req-${randomUUID()}`;
    expect((await market.anonymous.get(path, { 'x-request-id': id })).headers.get('x-request-id')).toBe(id);
  },
);

test.each([
  ['of 1000 characters', 'a'.repeat(1000)],
  ['with a space', 'a b'],
  ['with signs that would end a field of the log', 'a"}{"b'],
])('X-Request-Id: one %s, the server makes its own', async (_, id) => {
  const { headers } = await market.anonymous.get('/api/tickets', { 'x-request-id': id });
  expect(headers.get('x-request-id')).not.toBe(id);
  expect(headers.get('x-request-id')).toMatch(/^[\w-]{8,255}$/);
});

test('problems: the instance is the path of the request', async () => {
  expect((await market.anonymous.get('/api/tickets/row%205?x=1')).body.instance).toBe('/api/tickets/row%205');
});

test.each([
  '/',
  '/api',
  '/api/',
  '/api/ticket',
  '/tickets',
  '/api/tickets/x/y',
  '/api/orders/replicas',
  '/dev/pay/1',
])('paths: %s is none, 404', async (path) => {
  const client = await market.newUser('user');
  expect(problemIn(await client.get(path))).toBe('404 not-found');
});

test('paths: a method that one does not know, 405 and those that it knows', async () => {
  const answer = await market.anonymous.delete('/api/tickets');
  expect(problemIn(answer)).toBe('405 method-not-allowed');
  expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(expect.arrayContaining(['GET', 'POST']));
});

test('POST /dev/token: development mode, a token that makes the caller that user', async () => {
  const server = await startHoldfast(market.redis, { AUTH_SECRET: '' });
  onTestFinished(server.stop);
  const user = `ann-${randomUUID()}`;
  const answer = await server.anonymous.post('/dev/token', { user });
  expect([answer.status, answer.body]).toEqual([
    200,
    { token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) },
  ]);
  const headers = { authorization: `Bearer ${answer.body.token}` };
  const ticket = await server.anonymous.post('/api/tickets', { title: 'Row 5', price: 1 }, headers);
  expect([ticket.status, ticket.body.sellerId]).toEqual([201, user]);
  expect(problemIn(await market.anonymous.get('/api/orders', headers))).toBe('401 unauthenticated');
});

test.each([
  ['no user', {}, '/user'],
  ['an empty user', { user: '' }, '/user'],
  ['a user of 201 characters', { user: 'a'.repeat(201) }, '/user'],
  ['a user that is a number', { user: 5 }, '/user'],
  // Redis would store it as another name, and the seller of a ticket would not be its seller any more.
  ['half a surrogate pair', { user: 'ann \ud83c' }, '/user'],
  ['an unknown field', { user: 'ann', admin: true }, '/admin'],
])('POST /dev/token: %s, 422 names the field', async (_, body, pointer) => {
  const server = await startHoldfast(market.redis, { AUTH_SECRET: '' });
  onTestFinished(server.stop);
  expect(invalidFields(await server.anonymous.post('/dev/token', body))).toEqual([pointer]);
});

test('tokens: a user who is no Unicode text, 401', async () => {
  const authorization = `Bearer ${await tokenFor('ann \ud83c')}`;
  const answer = await market.anonymous.post('/api/tickets', { title: 'Row 5', price: 1 }, { authorization });
  expect(problemIn(answer)).toBe('401 unauthenticated');
});

test('POST /dev/token: production mode, 404', async () => {
  expect(problemIn(await market.anonymous.post('/dev/token', { user: 'ann' }))).toBe('404 not-found');
});

test('/healthz: 200 without a token', async () => {
  const answer = await market.anonymous.get('/healthz');
  expect([answer.status, answer.body]).toEqual([200, { status: 'live' }]);
});

test('/readyz: all is well, 200 and every check says what it saw', async () => {
  const answer = await market.anonymous.get('/readyz');
  expect([answer.status, answer.body.status]).toEqual([200, 'ready']);
  const names = [
    ...['redis', 'version', 'eviction', 'append-only-file', 'writes', 'data-loss'],
    ...['groups', 'lag', 'gaps', 'dead-letters', 'healed-gaps'],
  ];
  expect(answer.body.checks).toEqual(
    names.map((name) => ({ name, ok: true, detail: expect.stringMatching(/\S/) })),
  );
});

function expectSecurityHeaders(headers: Headers): void {
  expect(Object.fromEntries(headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': expect.stringMatching(/^max-age=\d+/),
    'cross-origin-resource-policy': 'same-origin',
  });
}
