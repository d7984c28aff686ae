import { randomBytes } from 'node:crypto';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { partitionOf } from '../../src/bus/index.js';
import { type Collector, type ReceivedSpan, startCollector } from '../support/collector.js';
import { entriesAbout } from '../support/entries.js';
import { type Client, startHoldfast } from '../support/holdfast.js';
import { add } from '../support/ledger.js';
import { useRedis } from '../support/redis.js';
import { unsettled } from '../support/settled.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

beforeAll(() => {
  vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '20');
});

async function traced(env: Record<string, string> = {}) {
  const collector = await startCollector();
  const server = await startHoldfast(redis, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...env });
  onTestFinished(() => server.stop());
  const client = redis.connect();
  const [ann, bob] = await Promise.all([server.as('ann'), server.as('bob')]);
  const list = async () => {
    const { body } = await ann.post('/api/tickets', { title: 'Concert', price: 2000 });
    await waitFor(async () => (await unsettled(client, 1)).length === 0, { what: 'the copy' });
    return String(body.id);
  };
  return { collector, server, ann, bob, list };
}

const SERVER = 2;
const PRODUCER = 4;
const CONSUMER = 5;
const ERROR = 2;

test('a reservation: one trace from the request to the ticket module, and back to the copy', async () => {
  const { collector, bob, list } = await traced();
  const ticketId = await list();
  const caller = newParent('01');

  const order = await bob.post('/api/orders', { ticketId }, { traceparent: caller.traceparent });
  expect(order.status).toBe(201);
  const spans = await collector.spansOf(caller.traceId, 5);

  const partition = String(partitionOf(ticketId));
  const messaging = { 'messaging.system': 'redis', 'messaging.destination.partition.id': partition };
  const handled = { 'holdfast.verdict': 'applied', 'holdfast.tries': 1 };
  const entryId = expect.stringMatching(/^\d+-\d+$/);
  const created = {
    ...{ ...messaging, 'messaging.destination.name': 'orders', 'messaging.message.id': `${ticketId}/1` },
    ...{ 'cloudevents.event_type': 'order:created', 'cloudevents.event_subject': ticketId },
    'holdfast.sequence': 1,
  };
  const updated = {
    ...{ ...messaging, 'messaging.destination.name': 'tickets', 'messaging.message.id': `${ticketId}/1` },
    ...{ 'cloudevents.event_type': 'ticket:updated', 'cloudevents.event_subject': ticketId },
    'holdfast.sequence': 1,
  };
  const sending = { 'messaging.operation.name': 'send', 'messaging.operation.type': 'send' };
  const processing = { 'messaging.operation.name': 'process', 'messaging.operation.type': 'process' };
  const expected = [
    [
      'POST /api/orders',
      SERVER,
      {
        ...{ 'http.request.method': 'POST', 'url.path': '/api/orders', 'url.scheme': 'http' },
        ...{ 'http.route': '/api/orders', 'http.response.status_code': 201 },
      },
    ],
    ['send orders', PRODUCER, { ...created, ...sending }],
    [
      'process orders',
      CONSUMER,
      {
        ...{ ...created, ...processing, ...handled },
        ...{ 'messaging.consumer.group.name': 'tickets', 'holdfast.entry.id': entryId },
      },
    ],
    ['send tickets', PRODUCER, { ...updated, ...sending }],
    [
      'process tickets',
      CONSUMER,
      {
        ...{ ...updated, ...processing, ...handled },
        ...{ 'messaging.consumer.group.name': 'orders', 'holdfast.entry.id': entryId },
      },
    ],
  ];
  const chain = chainFrom(caller.spanId, spans);
  expect(chain.map(({ name, kind, attributes }) => [name, kind, attributes])).toEqual(expected);
  expect(chain.map(({ status, events }) => [status.code, events])).toEqual(chain.map(() => [0, []]));

  // Each entry says which span has sent it.
  const client = redis.connect();
  const [, sentOrder, , sentTicket] = chain;
  const parentOf = (span?: ReceivedSpan) => `00-${caller.traceId}-${span?.spanId}-01`;
  expect(await entriesAbout(client, 'orders', ticketId)).toMatchObject([
    { traceparent: parentOf(sentOrder) },
  ]);
  expect((await entriesAbout(client, 'tickets', ticketId))[1]).toMatchObject({
    traceparent: parentOf(sentTicket),
  });
});

test.each([
  ['which asks for none', '00', {}],
  ['which asks for one, where the sampler takes none', '01', { OTEL_TRACES_SAMPLER: 'always_off' }],
])('a caller %s: no spans, and the trace goes on in the entries', async (_, flags, env) => {
  const { collector, bob, list } = await traced(env);
  const ticketId = await list();
  const caller = newParent(flags);

  await bob.post('/api/orders', { ticketId }, { traceparent: caller.traceparent });
  const client = redis.connect();
  const entry = await waitFor(async () => (await entriesAbout(client, 'tickets', ticketId))[1], {
    what: 'the reservation',
  });
  expect(entry.traceparent).toMatch(new RegExp(`^00-${caller.traceId}-(?!0{16})[\\da-f]{16}-00$`));
  // What is begun later has been told, so that this would have been too.
  if (flags === '00') await oneMore(collector, bob);
  expect(collector.spans.filter(({ traceId }) => traceId === caller.traceId)).toEqual([]);
});

test.each([
  ['none', undefined],
  ['one that is malformed', `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`],
])('a caller with %s: a trace of its own', async (_, traceparent) => {
  const { collector, ann } = await traced();
  const headers = traceparent === undefined ? {} : { traceparent };
  const { body } = await ann.post('/api/tickets', { title: 'Concert', price: 2000 }, headers);

  const [entry] = await entriesAbout(redis.connect(), 'tickets', body.id);
  const [, traceId = ''] =
    /^00-(?!0{32})([\da-f]{32})-[\da-f]{16}-01$/.exec(String(entry?.traceparent)) ?? [];
  const [server] = await collector.spansOf(traceId, 3);
  expect(server).toMatchObject({ name: 'POST /api/tickets' });
  expect(server?.parentSpanId ?? '').toBe('');
});

test('a ratio of 0: only who asks for a trace gets one', async () => {
  const sampler = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' };
  const { collector, bob } = await traced(sampler);
  await bob.get('/api/orders');
  await oneMore(collector, bob);
  expect(collector.spans).toHaveLength(1);
});

test('what writes nothing sends nothing: refused, or done before', async () => {
  const { collector, ann, bob, list } = await traced();
  const ticketId = await list();
  const names = async (caller: Parent) =>
    (await collector.spansOf(caller.traceId, 1)).map(({ name }) => name);

  const [own, first, again, repeated] = [1, 2, 3, 4].map(() => newParent('01'));
  if (!own || !first || !again || !repeated) throw new Error('there are four');
  expect((await ann.post('/api/orders', { ticketId }, own)).body.type).toBe('/problems/own-ticket');
  const key = { 'idempotency-key': own.traceId };
  const order = await bob.post('/api/orders', { ticketId }, { ...key, traceparent: first.traceparent });
  const replay = await bob.post('/api/orders', { ticketId }, { ...key, traceparent: repeated.traceparent });
  expect(replay.body.id).toBe(order.body.id);
  const path = `/api/orders/${order.body.id}`;
  await bob.delete(path);
  expect((await bob.delete(path, { traceparent: again.traceparent })).status).toBe(204);

  await oneMore(collector, bob);
  expect(await names(own)).toEqual(['POST /api/orders']);
  expect(await names(repeated)).toEqual(['POST /api/orders']);
  expect(await names(again)).toEqual(['DELETE /api/orders/:id']);
  const [refused] = await collector.spansOf(own.traceId, 1);
  expect([refused?.status.code, refused?.attributes['http.response.status_code']]).toEqual([0, 403]);
});

test('an entry that comes twice: the second handling is marked as a duplicate', async () => {
  const { collector, ann } = await traced();
  const caller = newParent('01');
  const { body } = await ann.post('/api/tickets', { title: 'Concert', price: 2000 }, caller);
  await collector.spansOf(caller.traceId, 3);

  const client = redis.connect();
  const stream = `{${partitionOf(body.id)}}:tickets`;
  const entries = await client.xrange(stream, '-', '+');
  const [, fields = []] = entries.find(([, found]) => found.includes(`${body.id}/0`)) ?? [];
  const entryId = await add(client, stream, fields);

  const spans = await collector.spansOf(caller.traceId, 4);
  expect(spans.find(({ attributes }) => attributes['holdfast.entry.id'] === entryId)).toMatchObject({
    name: 'process tickets',
    attributes: { 'holdfast.verdict': 'duplicate', 'holdfast.tries': 1 },
    status: { code: 0 },
  });
});

test('an entry that is none: its handling ends in an error, in the trace that it names', async () => {
  const { collector } = await traced();
  const caller = newParent('01');
  await add(redis.connect(), '{0}:tickets', ['id', 'x', 'traceparent', caller.traceparent]);

  expect(await collector.spansOf(caller.traceId, 1)).toMatchObject([
    {
      name: 'process tickets',
      parentSpanId: caller.spanId,
      attributes: { 'holdfast.verdict': 'dead', 'error.type': 'dead' },
      status: { code: ERROR, message: expect.stringContaining('not an event') },
    },
  ]);
});

test('a hold that runs out: a trace that begins with the entry', async () => {
  const { collector, bob, list } = await traced({ ORDER_HOLD_SECONDS: '1' });
  const ticketId = await list();
  await bob.post('/api/orders', { ticketId });

  const client = redis.connect();
  const entry = await waitFor(async () => (await entriesAbout(client, 'orders', ticketId))[1], {
    what: 'the expiry',
  });
  const [, traceId = '', spanId] = String(entry.traceparent).split('-');
  const spans = await collector.spansOf(traceId, 4);
  const first = spans.find(({ parentSpanId = '' }) => parentSpanId === '');
  expect(first).toMatchObject({ name: 'send orders', spanId });
  const rest = chainFrom(spanId, spans).map(({ name }) => name);
  expect(rest).toEqual(['process orders', 'send tickets', 'process tickets']);
});

test('a payment that the server plays itself: what it leads to stands below the request that asked for it', async () => {
  const { collector, bob, list } = await traced({ AUTH_SECRET: '' });
  const order = await bob.post('/api/orders', { ticketId: await list() });
  const caller = newParent('01');
  expect((await bob.post(`/dev/pay/${order.body.id}`, undefined, caller)).status).toBe(204);

  const chain = chainFrom(caller.spanId, await collector.spansOf(caller.traceId, 5));
  expect(chain.map(({ name }) => name)).toEqual([
    'POST /dev/pay/:id',
    'send orders',
    'process orders',
    'send tickets',
    'process tickets',
  ]);
});

test('requests: probes are not told, and no secret is', async () => {
  const { collector, server, bob } = await traced();
  const { anonymous } = server;
  for (const path of ['/healthz', '/readyz', '/metrics'])
    expect((await anonymous.get(path)).status).toBe(200);
  const caller = newParent('01');
  await bob.get('/nowhere/at-all?token=hunter2', caller);
  await collector.spansOf(caller.traceId, 1);

  // The client of the tests has asked for the contract.
  expect(collector.spans.map(({ attributes }) => attributes['url.path'])).toEqual([
    '/openapi.json',
    '/nowhere/at-all',
  ]);
  expect(collector.received).not.toMatch(/hunter2|Bearer|authorization/i);
});

test.each(['/nowhere/at-all', '/api/nowhere'])('request: %s is nowhere, so it has no route', async (path) => {
  const { collector, bob } = await traced();
  const caller = newParent('01');
  await bob.get(path, caller);
  const [span] = await collector.spansOf(caller.traceId, 1);

  expect(span).toMatchObject({ name: 'GET', status: { code: 0 } });
  expect(span?.attributes).toEqual({
    ...{ 'http.request.method': 'GET', 'url.path': path, 'url.scheme': 'http' },
    'http.response.status_code': 404,
  });
});

interface Parent {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceparent: string;
}

function newParent(flags: string): Parent & Record<string, string> {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-${flags}` };
}

/** The spans each of which caused the next. */
function chainFrom(parent: string | undefined, spans: readonly ReceivedSpan[]): ReceivedSpan[] {
  const next = spans.find(({ parentSpanId }) => parentSpanId === parent);
  return next ? [next, ...chainFrom(next.spanId, spans)] : [];
}

/** One more request, and its span: what ended before it was told by then. */
async function oneMore(collector: Collector, client: Pick<Client, 'get'>) {
  const caller = newParent('01');
  await client.get('/api/tickets', { traceparent: caller.traceparent });
  await collector.spansOf(caller.traceId, 1);
}
