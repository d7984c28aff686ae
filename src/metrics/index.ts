import { collectDefaultMetrics, Registry } from 'prom-client';
import { measureRequests } from './requests.js';
import { metricsRoutes } from './routes.js';

/**
 * How often the delay of the event loop is sampled: each sample wakes an idle server. Node counts the wait for the sample
 * as delay, so that this is the least that the metric says (https://nodejs.org/api/perf_hooks.html).
 */
const SAMPLE_EVERY_MS = 50;

/** Numbers about the process and its requests, by the conventions of Prometheus (https://prometheus.io/docs/practices/naming/). */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: SAMPLE_EVERY_MS });
  return { routes: metricsRoutes(registry), measure: measureRequests(registry) };
}
