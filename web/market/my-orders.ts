import { type Api, type Order, settle } from '../api/client.js';
import type { Live } from '../live/message.js';
import type { Records } from '../state/records.js';
import { createStore, type Readable } from '../state/store.js';
import type { Loading } from './loading.js';

/** The orders of who is signed in; all that are loaded stand in the records. */
export interface MyOrders {
  readonly state: Readable<Loading>;
  /** Loads older ones; what could not be read anew before that. */
  more(): Promise<void>;
}

export interface MyOrdersOptions {
  readonly api: Api;
  readonly live: Live;
  readonly token: Readable<string | undefined>;
  readonly orders: Records<Order>;
}

const nothing: Loading = { phase: 'idle', complete: false, problem: undefined };

/** Loads the newest orders whenever somebody signs in, and again when events were missed. */
export function createMyOrders({ api, live, token, orders }: MyOrdersOptions): MyOrders {
  const state = createStore(nothing);
  let cursor: string | undefined;
  let calls = 0;

  async function load(): Promise<void> {
    calls += 1;
    const call = calls;
    if (token.get() === undefined) return;
    state.set({ ...state.get(), phase: 'loading', problem: undefined });
    const query = { limit: 50, ...(cursor !== undefined && { cursor }) };
    const answer = await settle(api.GET('/api/orders', { params: { query } }));
    // Somebody else may have signed in meanwhile, or events were missed.
    if (call !== calls) return;
    if (!answer.ok) {
      state.set({ ...state.get(), phase: 'idle', problem: answer.problem });
      return;
    }
    orders.put(answer.data.items);
    cursor = answer.data.next ?? undefined;
    state.set({ phase: 'idle', complete: answer.data.next === null, problem: undefined });
  }

  /** From the newest one on: until that has worked, it is what is tried again. */
  function loadAnew(): void {
    cursor = undefined;
    void load();
  }

  token.subscribe(() => {
    state.set(nothing);
    loadAnew();
  });
  live.on(({ name }) => {
    if (name === 'reset') loadAnew();
  });
  loadAnew();
  return { state, more: load };
}
