import { expect, onTestFinished, test, vi } from 'vitest';
import type { Spans } from '../../src/spans.js';
import { startTracing } from '../../src/tracing/index.js';
import { silent } from '../support/bus.js';
import { type Collector, startCollector } from '../support/collector.js';
import { freePort } from '../support/free-port.js';
import { waitFor } from '../support/wait-for.js';

const sampler = { name: 'always_on', ratio: 1 } as const;

function open(port: number, { delayMs = 10 } = {}) {
  vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', String(delayMs));
  vi.stubEnv('OTEL_BSP_MAX_QUEUE_SIZE', '100');
  vi.stubEnv('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '10');
  onTestFinished(() => void vi.unstubAllEnvs());
  const lines: [level: string, message: string, fields: object][] = [];
  const log = {
    ...silent,
    info: (fields: object, message: string) => void lines.push(['info', message, fields]),
    warn: (fields: object, message: string) => void lines.push(['warn', message, fields]),
  };
  const url = `http://127.0.0.1:${port}/v1/traces`;
  const tracing = startTracing({ url, sampler, certificates: {}, version: '1.2.3', log });
  onTestFinished(() => tracing.stop({ timeoutMs: 2000 }));
  return { ...tracing, lines };
}

function serve(spans: Spans, path = '/api/x') {
  const span = spans.serve({ method: 'GET', path, scheme: 'http', parent: undefined });
  span.end({ route: path, status: 200 });
  return span;
}

const pathsOf = (collector: Collector) => collector.spans.map(({ attributes }) => attributes['url.path']);

const notSent = 'traces can not be sent now; they are dropped until they can';

test('a collector that is away: one line when sending begins to fail, and one when it works again', async () => {
  const port = await freePort();
  const { spans, lines } = open(port);
  const startedAt = performance.now();
  // Many more than the queue takes: what does not fit is dropped, and nobody waits.
  for (let i = 0; i < 1000; i += 1) serve(spans);
  expect(performance.now() - startedAt).toBeLessThan(1000);
  await waitFor(() => lines.length > 0, { what: 'the line' });
  expect(lines).toEqual([['warn', notSent, { reason: expect.stringContaining('ECONNREFUSED') }]]);

  const collector = await startCollector(port);
  await waitFor(
    () => {
      serve(spans, '/again');
      return pathsOf(collector).includes('/again');
    },
    { what: 'a span to be received' },
  );
  await waitFor(() => lines.length > 1, { what: 'the other line' });
  expect(lines.slice(1)).toEqual([['info', 'traces are sent again', {}]]);
});

test('a collector that refuses: is told in the log by its status alone, once', async () => {
  const collector = await startCollector();
  collector.answer = 401;
  const { spans, lines } = open(collector.port);
  for (const count of [1, 2, 3]) {
    serve(spans);
    await waitFor(() => collector.headers.length >= count, { what: `request ${count}` });
  }
  await waitFor(() => lines.length > 0, { what: 'the line' });
  expect(lines).toEqual([['warn', notSent, { reason: 'Unauthorized' }]]);
});

test('stop: sends what there still is', async () => {
  const collector = await startCollector();
  const { spans, stop } = open(collector.port, { delayMs: 60_000 });
  serve(spans);
  await stop({ timeoutMs: 2000 });
  expect(pathsOf(collector)).toEqual(['/api/x']);
});

test('stop: a collector that never answers is left after the time that it may take', async () => {
  const collector = await startCollector();
  collector.answer = 'none';
  const { spans, stop } = open(collector.port);
  serve(spans);
  const startedAt = performance.now();
  await stop({ timeoutMs: 300 });
  expect(performance.now() - startedAt).toBeLessThan(1900);
});

test('what it says of itself: the defaults, and what the environment says instead', async () => {
  const collector = await startCollector();
  serve(open(collector.port).spans);
  await waitFor(() => collector.resources.length > 0, { what: 'the first' });
  vi.stubEnv('OTEL_SERVICE_NAME', 'market');
  vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'deployment.environment.name=test,service.version=other');
  vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'x-key=hunter2');
  serve(open(collector.port).spans);
  await waitFor(() => collector.resources.length > 1, { what: 'the second' });

  const [first, second] = collector.resources;
  expect(first).toMatchObject({ 'service.name': 'holdfast', 'service.version': '1.2.3' });
  expect(second).toMatchObject({
    ...{ 'service.name': 'market', 'service.version': 'other' },
    'deployment.environment.name': 'test',
  });
  expect(first?.['service.instance.id']).not.toBe(second?.['service.instance.id']);
  expect(collector.headers.at(-1)).toMatchObject({ 'x-key': 'hunter2', 'content-type': 'application/json' });
});

test.each([
  ['GET', 500, { code: 2 }, { 'error.type': '500' }],
  ['GET', 404, { code: 0 }, {}],
  ['BREW', 418, { code: 0 }, { 'http.request.method': '_OTHER', 'http.request.method_original': 'BREW' }],
])('a request %s that is answered %d', async (method, status, told, attributes) => {
  const collector = await startCollector();
  const { spans } = open(collector.port);
  const span = spans.serve({ method, path: '/x', scheme: 'http', parent: undefined });
  const error = status === 500 ? new RangeError('no such luck') : undefined;
  span.end({ route: '/x', status, error });
  const [received] = await collector.spansOf(span.traceparent.slice(3, 35), 1);
  expect(received).toMatchObject({
    name: method === 'BREW' ? 'HTTP /x' : 'GET /x',
    ...{ status: told, attributes: { ...attributes, 'http.response.status_code': status } },
  });
  expect('error.type' in (received?.attributes ?? {})).toBe(status === 500);
  expect(received?.events.map(({ name, attributes: said }) => [name, said['exception.message']])).toEqual(
    error ? [['exception', 'no such luck']] : [],
  );
});

test('a write whose outcome is not known, and a reaction that throws: errors with what was thrown', async () => {
  const collector = await startCollector();
  const { spans } = open(collector.port);
  const event = { id: 'a/1', type: 'a:b', subject: 'a', sequence: 1 };
  const place = { stream: 'orders', partition: 0, event };
  const sent = spans.send({ ...place, parent: undefined, startedAt: Date.now() });
  sent.end(new RangeError('who knows'));
  const { traceparent } = sent;
  const handled = spans.process({ ...place, group: 'tickets', entryId: '1-1', parent: traceparent });
  handled.early();
  handled.failed(new RangeError('no such luck'));
  handled.end({ verdict: 'dead', tries: 10, error: 'RangeError: no such luck' });

  const [first, second] = await collector.spansOf(traceparent.slice(3, 35), 2);
  expect(first).toMatchObject({
    status: { code: 2, message: 'who knows' },
    attributes: { 'error.type': 'RangeError' },
  });
  expect(second).toMatchObject({
    parentSpanId: first?.spanId,
    status: { code: 2, message: 'RangeError: no such luck' },
    attributes: { 'error.type': 'dead', 'holdfast.verdict': 'dead', 'holdfast.tries': 10 },
    events: [{ name: 'early' }, { name: 'exception' }],
  });
});

test('a certificate that is not there: a sentence for the operator', () => {
  const options = { url: 'https://127.0.0.1:1/', sampler, version: '1.2.3', log: silent };
  expect(() => startTracing({ ...options, certificates: { ca: '/nowhere.pem' } })).toThrow(
    "/nowhere.pem, which traces are to be sent with, can't be read",
  );
});
