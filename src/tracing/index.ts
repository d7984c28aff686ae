import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import type { Log } from '../log.js';
import type { Spans } from '../spans.js';
import type { TracingConfig } from '../tracing-config.js';
import { createExporter } from './exporter.js';
import { createSpans } from './otel-spans.js';
import { createSampler } from './sampler.js';

/** Sends traces to a collector, by OpenTelemetry. */
export interface Tracing {
  readonly spans: Spans;
  /** Sends what there still is, within `timeoutMs`. */
  stop(options: { readonly timeoutMs: number }): Promise<void>;
}

export interface TracingOptions extends TracingConfig {
  /** Of the product. */
  readonly version: string;
  readonly log: Log;
}

/**
 * Begins to trace. Nobody ever waits for the collector: spans wait in a queue of bounded length, and those that find
 * it full are dropped. OpenTelemetry reads the lengths and the pauses by itself (OTEL_BSP_…), and what a service says
 * of itself (OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES).
 *
 * @throws Error with a sentence for the operator when a certificate can't be read
 */
export function startTracing({ sampler, version, log, ...where }: TracingOptions): Tracing {
  const ours = resourceFromAttributes({
    [ATTR_SERVICE_NAME]: 'holdfast',
    [ATTR_SERVICE_VERSION]: version,
    'service.instance.id': randomUUID(),
  });
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(ours)
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: createSampler(sampler),
    spanProcessors: [new BatchSpanProcessor(createExporter({ ...where, log }))],
  });
  return {
    spans: createSpans(provider.getTracer('holdfast', version)),
    async stop({ timeoutMs }) {
      // Whatever fails is told by the exporter.
      const sent = provider.shutdown().catch(() => undefined);
      await Promise.race([sent, delay(timeoutMs, undefined, { ref: false })]);
    },
  };
}
