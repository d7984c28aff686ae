import type { Bus, Log } from '../bus/index.js';
import type { Auth } from '../http/index.js';
import { createAudience } from './audience.js';
import { channels } from './channel.js';
import { createLiveRoutes } from './routes.js';

export interface LiveOptions {
  readonly bus: Bus;
  readonly auth: Auth;
  readonly log: Log;
}

/** What happens, told to everybody who watches. */
export function createLive({ bus, auth, log }: LiveOptions) {
  const watch = bus.watch(channels.map(({ stream }) => stream));
  const audience = createAudience({ watch, channels, log });
  return {
    routes: createLiveRoutes({ audience, auth, places: watch.places }),
    /** How many clients are told events. */
    watchers: () => audience.size,
    stop: () => audience.stop(),
  };
}
