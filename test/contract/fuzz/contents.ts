import fc from 'fast-check';
import type { Operation } from '../../support/api-document.js';
import { often } from './chance.js';
import { nearly, valuesOf } from './json.js';
import type { World } from './world.js';

/** A body, and what it is said to be. */
export interface Content {
  readonly mediaType: string;
  readonly body: Buffer;
}

const wrongMediaTypes = [
  ...['text/plain', '', 'json', '\xe9', 'application/x-www-form-urlencoded'],
  'multipart/form-data; boundary=x',
  ...['application/jsonp', 'application/json; charset=utf-16', 'APPLICATION/JSON ;x', 'application/a+json'],
];

const wholeBodies = [
  ...['', ' ', '{', '{} {}', '\ufeff{}', 'null', '[]', '"x"', '17', '{"a":1,}', "{'a':1}", 'NaN'],
  ...['{"":1}', '\0', '"\\ud800"', '{"title":"\\u0000"}', '{"a":'.repeat(10_000)],
  `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
].map((text) => Buffer.from(text));

/** Bodies for a call: most of them nearly right. */
export function contentsOf({ operationId, requestBody }: Operation, world: World): fc.Arbitrary<Content> {
  const { schema } = requestBody?.content['application/json'] ?? { schema: {} };
  const values =
    operationId === 'receivePayment' ? payments(world) : valuesOf(schema, world.document, world.ids);
  const near = nearly(values);
  const bytes = fc.oneof(
    { weight: 14, arbitrary: near.map((text) => Buffer.from(text)) },
    fc.constantFrom(...wholeBodies),
    fc.tuple(near, fc.double({ min: 0, max: 1, noNaN: true })).map(([text, part]) => cut(text, part)),
    fc.tuple(near, fc.constantFrom(-1, 0, 1)).map(([text, more]) => padded(text, 64 * 1024 + more)),
    near.map((text) => Buffer.from(text.replace('":"', '":"\xed\xa0\x80'), 'latin1')),
    fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
  );
  const mediaType = often(fc.constant('application/json'), fc.constantFrom(...wrongMediaTypes));
  return fc.record({ mediaType, body: bytes });
}

/** What a provider tells: the document leaves it open. */
function payments({ ids }: World): fc.Arbitrary<unknown> {
  const data = fc.record({
    orderId: fc.constantFrom(...ids),
    reference: fc.constantFrom('a', 'b', 'c'),
    amount: fc.constantFrom(2000, 2000, 1),
    currency: fc.constantFrom('usd', 'USD', 'eur'),
  });
  return fc.record({ type: often(fc.constant('payment.succeeded'), fc.constant('customer.created')), data });
}

function cut(text: string, part: number): Buffer {
  return Buffer.from(text.slice(0, Math.floor(text.length * part)));
}

function padded(text: string, bytes: number): Buffer {
  const content = Buffer.from(text);
  return Buffer.concat([Buffer.alloc(Math.max(0, bytes - content.length), ' '), content]);
}
