import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { tokenFor } from '../support/holdfast.js';
import { useHttpMarket } from '../support/http-market.js';
import { problemIn } from '../support/problem.js';
import { sendText } from '../support/send-text.js';

const market = useHttpMarket();
const path = '/api/tickets';
const json = 'application/json';
const ticket = '{"title":"Hamlet","price":1}';

test('POST /tickets: a field named __proto__, 422', async () => {
  const answer = await sent('{"title":"Hamlet","price":1,"__proto__":{"price":2}}', json);
  expect(problemIn(answer)).toBe('422 invalid-input');
});

test.each([
  ['cut off', '{"title":"Hamlet"'],
  ['empty', ''],
  ['of two values', '{} {}'],
  ['with a comma too many', '{"title":"Hamlet",}'],
])('POST /tickets: JSON that is %s, 400', async (_, body) => {
  expect(problemIn(await sent(body, json))).toBe('400 invalid-json');
});

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/jsonp',
])('POST /tickets: the media type %s, 415', async (type) => {
  const answer = await sent(ticket, type);
  expect(problemIn(answer)).toBe('415 unsupported-media-type');
});

test('POST /tickets: no media type, 415', async () => {
  // A stream: fetch names the media type of a string by itself.
  const answer = await sent(new Blob([ticket]).stream());
  expect(problemIn(answer)).toBe('415 unsupported-media-type');
});

test.each(['application/json; charset=utf-8', 'Application/JSON', 'application/merge-patch+json'])(
  'POST /tickets: the media type %s, 201',
  async (type) => {
    const answer = await sent(ticket, type);
    expect(answer.status).toBe(201);
  },
);

test('POST /tickets: a body of 64 KiB, 201', async () => {
  expect(await sent(padded(64 * 1024), json)).toMatchObject({ status: 201 });
});

test('POST /tickets: a body of 64 KiB and a byte, 413', async () => {
  expect(problemIn(await sent(padded(64 * 1024 + 1), json))).toBe('413 body-too-large');
});

test('POST /tickets: a long body that does not tell its length, 413', async () => {
  const answer = await sent(new Blob([padded(64 * 1024 + 1)]).stream(), json);
  expect(problemIn(answer)).toBe('413 body-too-large');
});

test('POST /tickets: no token, 401', async () => {
  expect(problemIn(await market.anonymous.post(path, JSON.parse(ticket)))).toBe('401 unauthenticated');
});

test.each(['Bearer', 'Bearer nonsense', 'Basic YW5uOg==', ''])(
  'POST /tickets: the credentials "%s", 401',
  async (authorization) => {
    const answer = await market.anonymous.post(path, JSON.parse(ticket), { authorization });
    expect(problemIn(answer)).toBe('401 unauthenticated');
  },
);

function padded(bytes: number): string {
  return ticket.padStart(bytes);
}

async function sent(body: string | ReadableStream, mediaType?: string) {
  const authorization = `Bearer ${await tokenFor(randomUUID())}`;
  const headers = { authorization, ...(mediaType !== undefined && { 'content-type': mediaType }) };
  return sendText(`${market.url}${path}`, { method: 'POST', body, headers });
}
