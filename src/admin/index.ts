import type { Bus, Log } from '../bus/index.js';
import type { Auth } from '../http/index.js';
import { createAdminRoutes } from './routes.js';
import { createStreamRoutes } from './stream-routes.js';
import { createThroughput, type ThroughputLimits } from './throughput.js';

export interface AdminOptions {
  readonly bus: Pick<Bus, 'deadLetters' | 'survey'>;
  readonly auth: Auth;
  readonly log: Log;
  readonly limits?: ThroughputLimits;
}

/** What operators may do: see how the streams stand, look at the dead letters, and decide what becomes of them. */
export function createAdmin({ bus, auth, log, limits }: AdminOptions) {
  const throughput = createThroughput({ survey: bus.survey, log, ...(limits && { limits }) });
  const routes = createAdminRoutes({ deadLetters: bus.deadLetters, auth, log });
  return {
    routes: routes.route('/', createStreamRoutes({ bus, throughput, auth })),
    start: throughput.start,
    stop: throughput.stop,
  };
}
