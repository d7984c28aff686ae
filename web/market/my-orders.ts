import { type Api, type Order, settle } from '../api/client.js';
import type { Problem } from '../api/problem.js';
import type { Live } from '../live/message.js';
import type { Records } from '../state/records.js';
import { createStore, type Readable } from '../state/store.js';

/** The orders of who is signed in; all that are loaded stand in the records. */
export interface MyOrders {
  readonly state: Readable<OrdersState>;
  /** Loads older ones. */
  more(): Promise<void>;
}

export interface OrdersState {
  readonly phase: 'loading' | 'idle';
  readonly complete: boolean;
  readonly problem: Problem | undefined;
}

export interface MyOrdersOptions {
  readonly api: Api;
  readonly live: Live;
  readonly token: Readable<string | undefined>;
  readonly orders: Records<Order>;
}

const nothing: OrdersState = { phase: 'idle', complete: false, problem: undefined };

/** Loads the newest orders whenever somebody signs in, and again when events were missed. */
export function createMyOrders({ api, live, token, orders }: MyOrdersOptions): MyOrders {
  const state = createStore(nothing);
  let cursor: string | undefined;

  async function load(from: string | undefined): Promise<void> {
    const asked = token.get();
    if (asked === undefined) return;
    state.set({ ...state.get(), phase: 'loading', problem: undefined });
    const query = { limit: 50, ...(from !== undefined && { cursor: from }) };
    const answer = await settle(api.GET('/api/orders', { params: { query } }));
    // Somebody else may have signed in meanwhile.
    if (token.get() !== asked) return;
    if (!answer.ok) {
      state.set({ ...state.get(), phase: 'idle', problem: answer.problem });
      return;
    }
    orders.put(answer.data.items);
    cursor = answer.data.next ?? undefined;
    state.set({ phase: 'idle', complete: answer.data.next === null, problem: undefined });
  }

  token.subscribe(() => {
    state.set(nothing);
    void load(undefined);
  });
  live.on(({ name }) => {
    if (name === 'reset') void load(undefined);
  });
  void load(undefined);
  return { state, more: () => load(cursor) };
}
