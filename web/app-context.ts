import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Api } from './api/client.js';
import type { ServerClock } from './clock/server-clock.js';
import type { Live } from './live/message.js';
import type { Market } from './market/market.js';
import type { Navigation } from './router/navigation.js';
import type { Session } from './session/session.js';
import type { Settings } from './session/settings.js';
import type { Announcer } from './ui/announcer.js';

/** What every page may use; there is one of each. */
export interface App {
  readonly settings: Settings;
  readonly session: Session;
  readonly api: Api;
  readonly live: Live;
  readonly clock: ServerClock;
  /** The tickets and orders that are known, kept up to date. */
  readonly market: Market;
  readonly navigation: Navigation;
  readonly announcer: Announcer;
}

export const AppContext = createContext<App | undefined>(undefined);

/** @throws Error outside of the application */
export function useApp(): App {
  const app = useContext(AppContext);
  if (app === undefined) throw new Error('useApp: only what the application draws can use it');
  return app;
}
