import { readFileSync } from 'node:fs';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Log } from '../log.js';
import type { TracingConfig } from '../tracing-config.js';

/**
 * How long sending may take, with all its tries. It bounds how long the process lives on when it has stopped, as a try
 * that waits for its turn can't be called off.
 */
const SEND_MS = 2000;

/**
 * Sends spans to a collector, as JSON over HTTP. The headers that OTEL_EXPORTER_OTLP_HEADERS sets the exporter reads
 * itself. What the collector does not take is dropped; the log says when that begins and when it ends.
 *
 * @throws Error with a sentence for the operator when a certificate can't be read
 */
export function createExporter({ url, certificates, log }: ExporterOptions): SpanExporter {
  const exporter = new OTLPTraceExporter({
    url,
    timeoutMillis: SEND_MS,
    // The exporter's own time begins when the connection stands, which a network that loses packets may delay for minutes.
    httpAgentOptions: { keepAlive: true, timeout: SEND_MS, ...readAll(certificates) },
  });
  let failing = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const failed = result.code !== TAKEN;
        // What failed may say more than belongs into a log: the message alone is of this side.
        if (failed && !failing) log.warn({ reason: result.error?.message }, NOT_SENT);
        if (!failed && failing) log.info({}, SENT_AGAIN);
        failing = failed;
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}

export interface ExporterOptions extends Pick<TracingConfig, 'url' | 'certificates'> {
  readonly log: Log;
}

function readAll(certificates: TracingConfig['certificates']): Record<string, Buffer> {
  return Object.fromEntries(Object.entries(certificates).map(([name, file]) => [name, read(file)]));
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const advice = 'Correct OTEL_EXPORTER_OTLP_CERTIFICATE, …_CLIENT_CERTIFICATE or …_CLIENT_KEY.';
    throw new Error(`${file}, which traces are to be sent with, can't be read. ${advice}`, { cause });
  }
}

const NOT_SENT = 'traces can not be sent now; they are dropped until they can';
const SENT_AGAIN = 'traces are sent again';

/** `ExportResultCode.SUCCESS`, which is in a package that only the exporter needs. */
const TAKEN = 0;
