import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { expect, onTestFinished, test } from 'vitest';
import { createSpans } from '../../src/tracing/otel-spans.js';

function open() {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  onTestFinished(() => provider.shutdown());
  const spans = createSpans(provider.getTracer('test'));
  const place = { stream: 'tickets', partition: 0, parent: undefined };
  return {
    request: spans.serve({ method: 'GET', path: '/', scheme: 'http', parent: undefined }),
    sending: spans.send({
      ...place,
      event: { id: 't/1', type: 'ticket:updated', subject: 't', sequence: 1 },
      startedAt: Date.now(),
    }),
    handling: spans.process({ ...place, group: 'orders', entryId: '1-1', event: undefined }),
    /** The messages of the exceptions that each span has told. */
    told: () =>
      exporter
        .getFinishedSpans()
        .map(({ events }) => events.map(({ attributes }) => attributes?.['exception.message'])),
  };
}

test.each([
  ['no text can be made of', Object.create(null), 'object'],
  ['is a text', 'no such luck', 'no such luck'],
  ['is an error', new RangeError('no such luck'), 'no such luck'],
])('spans, what was thrown %s: no call throws, and each span is told', (_, thrown, message) => {
  const { request, sending, handling, told } = open();
  request.end({ status: 500, error: thrown });
  sending.end(thrown);
  handling.failed(thrown);
  handling.end({ verdict: 'failed', tries: 1 });
  expect(told()).toEqual([[message], [message], [message]]);
});
