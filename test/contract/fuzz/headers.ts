import { randomUUID } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import fc from 'fast-check';
import type { Operation } from '../../support/api-document.js';
import { latin, rarely } from './chance.js';
import type { World } from './world.js';

/**
 * The headers of a request for a call, except for those that tell of its body. All together they and the path stay
 * below the 16 KiB at which Node's parser gives up.
 */
export function headersOf(operation: Operation, world: World): fc.Arbitrary<OutgoingHttpHeaders> {
  const tags = [
    ...['"0"', '"1"', 'W/"0"', '*', '"', '', '"0", "1"', ',,', '0'],
    ...['"\xe9"', `"${'a'.repeat(1000)}"`],
  ];
  const keys = [...'abc', '"a"', '""', '"a', 'a b', '\xe9', '"\\"', 'k'.repeat(255), 'k'.repeat(256), ''];
  const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const documented = operation.parameters.map(({ name }) => name.toLowerCase());
  const header = (name: string, values: fc.Arbitrary<string>) => {
    const some = fc.oneof({ weight: 4, arbitrary: values }, latin);
    return documented.includes(name) ? fc.option(some, { nil: undefined, freq: 2 }) : rarely(some);
  };
  return fc
    .record({
      authorization: authorizations(world),
      'if-match': header('if-match', fc.constantFrom(...tags)),
      'if-none-match': header('if-none-match', fc.constantFrom(...tags)),
      'idempotency-key': header('idempotency-key', fc.oneof(fc.constantFrom(...keys), fc.uuid())),
      'x-request-id': header('x-request-id', fc.constantFrom('', 'req-12345678', 'a b', 'a'.repeat(1000))),
      traceparent: header(
        'traceparent',
        fc.constantFrom(trace, `${trace}-`, trace.toUpperCase(), '00--', ''),
      ),
      'last-event-id': header('last-event-id', fc.constantFrom('', '0', '0-0', '9'.repeat(40), randomUUID())),
      accept: rarely(fc.constantFrom('text/html', '*/*', 'application/xml', '')),
      'accept-encoding': rarely(fc.constantFrom('identity', 'gzip;q=0', 'br', '*')),
      'webhook-timestamp': rarely(fc.constantFrom('', '-1', '1e999', 'NaN', '0x10', '\xe9')),
    })
    .map((headers) => Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)));
}

function authorizations({ tokens }: World): fc.Arbitrary<string | undefined> {
  const token = fc.constantFrom(...tokens);
  const [header, claims] = ['{"alg":"none"}', '{"sub":"ann"}'].map((json) =>
    Buffer.from(json).toString('base64url'),
  );
  const garbage = ['', 'Bearer', 'Bearer  ', 'Basic YW5uOg==', 'Bearer a.b.c', 'Bearer \xe9'];
  return fc.oneof(
    { weight: 12, arbitrary: token.map((text) => `Bearer ${text}`) },
    { weight: 2, arbitrary: fc.constant(undefined) },
    token.map((text) => `bearer   ${text}`),
    token.map((text) => `Bearer ${text.slice(0, -2)}`),
    fc.constantFrom(...garbage, `Bearer ${header}.${claims}.`, `Bearer ${'a'.repeat(3000)}`),
    latin.map((text) => `Bearer ${text}`),
  );
}
