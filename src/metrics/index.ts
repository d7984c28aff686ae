import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { observeBus } from './bus-observer.js';
import { createGauges, type LocalSources } from './gauges.js';
import { createLooking, type LookLimits, type LookSources } from './look.js';
import { measureRequests } from './requests.js';
import { metricsRoutes } from './routes.js';

/**
 * How often the delay of the event loop is sampled: each sample wakes an idle server. Node counts the wait for the sample
 * as delay, so that this is the least that the metric says (https://nodejs.org/api/perf_hooks.html).
 */
const SAMPLE_EVERY_MS = 50;

export interface ScrapeOptions extends LocalSources, Pick<LookSources, 'checks'> {
  readonly bus: LocalSources['bus'] & Pick<LookSources, 'survey'>;
  readonly limits?: LookLimits;
}

/**
 * Numbers about the process, its requests and its bus, by the conventions of Prometheus
 * (https://prometheus.io/docs/practices/naming/); docs/metrics.md lists them.
 *
 * @param options the version of the running server
 */
export function createMetrics({ version }: { readonly version: string }) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: SAMPLE_EVERY_MS });
  const build = new Gauge({
    name: 'holdfast_build_info',
    help: 'Which version runs; always 1.',
    labelNames: ['version'],
    registers: [registry],
  });
  build.set({ version }, 1);
  return {
    measure: measureRequests(registry),
    /** For the bus, which is made before there is anything of it to be read. */
    observer: observeBus(registry),
    /** `GET /metrics`, which reads these sources when it is called. */
    routes({ bus, watchers, checks, limits }: ScrapeOptions) {
      const look = createLooking({ survey: bus.survey, checks }, limits);
      const tell = createGauges(registry, { bus, watchers });
      return metricsRoutes(registry, async () => tell(await look()));
    },
  };
}
