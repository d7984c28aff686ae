import type { Bus } from '../bus/index.js';
import type { Auth } from '../http/index.js';
import { createTraceRoutes } from './routes.js';

export interface TraceOptions {
  readonly bus: Pick<Bus, 'subjects'>;
  readonly auth: Auth;
}

/** What became of a ticket in both modules and on the way between them, for who wants to see it. */
export function createTrace({ bus, auth }: TraceOptions) {
  return { routes: createTraceRoutes({ subjects: bus.subjects, auth }) };
}
