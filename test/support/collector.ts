import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { waitFor } from './wait-for.js';

const attributes = z
  .array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) }))
  .default([])
  .transform((pairs) => Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]])));

const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  /** 2 server, 4 producer, 5 consumer. */
  kind: z.int(),
  startTimeUnixNano: z.string(),
  endTimeUnixNano: z.string(),
  attributes,
  events: z.array(z.object({ name: z.string(), attributes })).default([]),
  /** 2 is an error. */
  status: z.object({ code: z.int().default(0), message: z.string().optional() }).prefault({}),
});

// https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/collector/trace/v1/trace_service.proto
const request = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(z.object({ spans: z.array(span) })),
    }),
  ),
});

/** A span as it was received. */
export type ReceivedSpan = z.infer<typeof span>;

export interface Collector {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  readonly port: number;
  readonly spans: readonly ReceivedSpan[];
  /** Of whoever sent them. */
  readonly resources: readonly Readonly<Record<string, unknown>>[];
  /** Of each request. */
  readonly headers: readonly IncomingHttpHeaders[];
  /** All that was received, as it came. */
  readonly received: string;
  /** The status that requests are answered with, or none where they wait for ever. */
  answer: number | 'none';
  /** The spans of a trace, when there are so many; in the order of their beginning. */
  spansOf(traceId: string, count: number): Promise<ReceivedSpan[]>;
  close(): Promise<void>;
}

/** A collector that takes OTLP as JSON over HTTP; it is gone when the test has finished. */
export async function startCollector(port = 0): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const resources: Record<string, unknown>[] = [];
  const headers: IncomingHttpHeaders[] = [];
  let received = '';

  const server = createServer(async (asked, answer) => {
    const body = await text(asked);
    received += body;
    headers.push(asked.headers);
    if (collector.answer === 'none') return;
    if (collector.answer === 200 && asked.url === '/v1/traces') {
      for (const { resource, scopeSpans } of request.parse(JSON.parse(body)).resourceSpans) {
        resources.push(resource.attributes);
        for (const scope of scopeSpans) spans.push(...scope.spans);
      }
    }
    answer.writeHead(collector.answer, { 'content-type': 'application/json' }).end('{}');
  });
  const openPort = await listen(server, port);
  const collector: Collector = {
    ...{ url: `http://127.0.0.1:${openPort}`, port: openPort, spans, resources, headers, answer: 200 },
    get received() {
      return received;
    },
    async spansOf(traceId, count) {
      const own = () => spans.filter((one) => one.traceId === traceId);
      await waitFor(() => own().length >= count, { what: `${count} spans of ${traceId}` }).catch((error) => {
        throw new Error(`${error.message}; there are ${own().map(({ name }) => name)}`);
      });
      return own().sort(byBeginning);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  onTestFinished(collector.close);
  return collector;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function byBeginning(one: ReceivedSpan, other: ReceivedSpan): number {
  return Number(BigInt(one.startTimeUnixNano) - BigInt(other.startTimeUnixNano));
}
