import type { Readable } from '../state/store.js';
import { type Connection, connect } from './connection.js';
import type { Live, LiveMessage } from './message.js';

export interface LiveOptions {
  /** The token to listen with; with another one the connection is made anew. */
  readonly token: Readable<string | undefined>;
  readonly onUnauthenticated: () => void;
}

/** Begins to listen. It also comes back when the machine is online again, or the page is looked at again. */
export function createLive({ token, onUnauthenticated }: LiveOptions): Live {
  const listeners = new Set<(message: LiveMessage) => void>();
  const tell = (message: LiveMessage) => {
    for (const listener of [...listeners]) listener(message);
  };
  const connection = connect({
    url: '/api/events',
    token: token.get,
    onEvent: ({ name, data }) => {
      if (name === 'ticket' || name === 'order') tell({ name, event: JSON.parse(data) });
    },
    onReset: () => tell({ name: 'reset' }),
    onUnauthenticated,
    // Handled is not forgotten: the console of the browser has it.
    onMistake: reportError,
  });
  token.subscribe(connection.renew);
  wakeWithThePage(connection);
  return {
    status: connection.status,
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function wakeWithThePage({ wake, renew }: Connection): void {
  window.addEventListener('online', wake);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') wake();
  });
  // A page that the browser has put away and brings back unchanged has heard nothing meanwhile.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) renew();
  });
}
