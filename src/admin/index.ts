import type { Bus, Log } from '../bus/index.js';
import type { Auth } from '../http/index.js';
import { createAdminRoutes } from './routes.js';

export interface AdminOptions {
  readonly bus: Pick<Bus, 'deadLetters'>;
  readonly auth: Auth;
  readonly log: Log;
}

/** What operators may do: look at the dead letters, and decide what becomes of them. */
export function createAdmin({ bus, auth, log }: AdminOptions) {
  return { routes: createAdminRoutes({ deadLetters: bus.deadLetters, auth, log }) };
}
