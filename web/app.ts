import { createApi } from './api/client.js';
import type { App } from './app-context.js';
import { createServerClock } from './clock/server-clock.js';
import { createLive } from './live/live.js';
import { createMarket } from './market/market.js';
import { createNavigation } from './router/navigation.js';
import { createSession } from './session/session.js';
import type { Settings } from './session/settings.js';
import { createAnnouncer } from './ui/announcer.js';

/** Puts the application together: each part is given what it needs, and knows nothing of the others. */
export function createApp(settings: Settings): App {
  // First of all: it takes the token out of the address.
  const session = createSession();
  const clock = createServerClock();
  const api = createApi({
    origin: location.origin,
    token: session.token.get,
    onUnauthenticated: session.expire,
    onAnswer: clock.hear,
  });
  const live = createLive({ token: session.token, onUnauthenticated: session.expire });
  const market = createMarket({ api, live, token: session.token });
  return {
    settings,
    session,
    api,
    live,
    clock,
    market,
    navigation: createNavigation(),
    announcer: createAnnouncer(),
  };
}
