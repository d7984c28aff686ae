import type { components } from '../api/schema.js';
import type { Readable } from '../state/store.js';
import { type Connection, type ConnectionStatus, connect } from './connection.js';

type Ticket = components['schemas']['Ticket'];
type Order = components['schemas']['Order'];

/** An entry of a stream, as `/api/events` tells it: `/asyncapi.json` says more. */
export interface Told<State> {
  readonly id: string;
  readonly type: string;
  /** When the entry was made, RFC 3339. */
  readonly time: string;
  /** The id of the ticket. */
  readonly subject: string;
  readonly sequence: number;
  /** The whole new state. */
  readonly data: State;
}

export type LiveMessage =
  | { readonly name: 'ticket'; readonly event: Told<Ticket> }
  | { readonly name: 'order'; readonly event: Told<Order> }
  /** What is shown may have missed something: read it anew. */
  | { readonly name: 'reset' };

/** The one connection of the page to `/api/events`. */
export interface Live {
  readonly status: Readable<ConnectionStatus>;
  /** @returns ends the subscription */
  on(listener: (message: LiveMessage) => void): () => void;
}

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
