import type { Order } from '../../src/events/orders.js';
import type { Ticket } from '../../src/events/tickets.js';

/** What a client asks for. */
export type Request =
  | { readonly kind: 'list'; readonly price: number; readonly key: string }
  | { readonly kind: 'edit'; readonly ticketId: string; readonly price: number; readonly ifMatch?: number }
  | { readonly kind: 'withdraw'; readonly ticketId: string }
  | { readonly kind: 'look'; readonly ticketId: string }
  | { readonly kind: 'browse' }
  | {
      readonly kind: 'order';
      readonly ticketId: string;
      readonly price?: number;
      readonly ticketVersion?: number;
      readonly key?: string;
    }
  | { readonly kind: 'cancel'; readonly ticketId: string; readonly orderId: string }
  | ({ readonly kind: 'pay'; readonly ticketId: string; readonly orderId: string } & Payment)
  | { readonly kind: 'check'; readonly ticketId: string; readonly orderId: string }
  | { readonly kind: 'orders' };

export interface Payment {
  readonly reference: string;
  readonly amount: number;
}

/**
 * `ok`: answered with success. `refused`: the answer says that nothing was stored. `unknown`: no answer came, or one
 * that says so; it may take effect at any time after it was invoked, or never.
 */
export type Outcome =
  | { readonly kind: 'ok'; readonly body: unknown }
  | { readonly kind: 'refused'; readonly problem: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** One line of the history: what a client asked for, and what it was told. */
export interface Call {
  /** In the order of the invocations, from 1. */
  readonly number: number;
  readonly server: number;
  readonly user: string;
  readonly request: Request;
  /** The trace that the call named: every entry that it causes carries it. */
  readonly traceId: string;
  /** In milliseconds of one monotonic clock. */
  readonly invokedAt: number;
  /** Infinity where the outcome is unknown: what was asked for may still happen. */
  readonly returnedAt: number;
  readonly outcome: Outcome;
}

/** One entry of a stream: a record in one version. */
export interface Written<State> {
  readonly entryId: string;
  readonly type: string;
  readonly sequence: number;
  /** Of the request that caused it; `undefined` for what the clock did. */
  readonly traceId: string | undefined;
  readonly state: State;
}

/** What the streams hold in the end, in the order of their entries. */
export interface Stored {
  /** By the id of the ticket. */
  readonly tickets: ReadonlyMap<string, readonly Written<Ticket>[]>;
  /** By the id of the ticket too: all its orders are one line. */
  readonly orders: ReadonlyMap<string, readonly Written<Order>[]>;
}

/** Something that must not be. */
export interface Breach {
  readonly rule: string;
  readonly detail: string;
  /** Whose history tells more. */
  readonly ticketId?: string | undefined;
}
