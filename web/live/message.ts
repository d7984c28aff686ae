import type { components } from '../api/schema.js';
import type { Readable } from '../state/store.js';
import type { ConnectionStatus } from './connection.js';

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
