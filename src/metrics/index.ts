import { collectDefaultMetrics, Registry } from 'prom-client';
import { measureRequests } from './requests.js';
import { metricsRoutes } from './routes.js';

/** Numbers about the process and its requests, by the conventions of Prometheus (https://prometheus.io/docs/practices/naming/). */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return { routes: metricsRoutes(registry), measure: measureRequests(registry) };
}
