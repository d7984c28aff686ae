import type { Metrics, Size } from '../row.js';
import { loadHttp, type Request, warmAndLoad } from './http.js';

/** How many tickets the calls are about, and how many are ordered. */
export const CALLS: Readonly<
  Record<
    Size,
    { readonly tickets: number; readonly orders: number; readonly seconds: number; readonly warm: number }
  >
> = {
  full: { tickets: 1000, orders: 12_800, seconds: 4, warm: 10_000 },
  short: { tickets: 1000, orders: 1280, seconds: 1, warm: 4000 },
};

/** Whose calls, and where they go. */
export interface Target {
  readonly url: string;
  readonly pid: number;
  readonly ids: readonly string[];
  readonly headers?: Record<string, string>;
  readonly size: Size;
}

export function loadGets({ url, pid, ids, size }: Target): Promise<Metrics> {
  const requests = ids.map((id): Request => ({ method: 'GET', path: `/api/tickets/${id}` }));
  return warmAndLoad({ url, pid, requests, ...spanOf(size) });
}

/** Each edit changes the price: of the two for a ticket, one is not what it has. */
export function loadPatches({ url, pid, ids, headers = {}, size }: Target): Promise<Metrics> {
  const edits = [1500, 2500].flatMap((price) =>
    ids.map((id): Request => {
      return { method: 'PATCH', path: `/api/tickets/${id}`, headers, body: JSON.stringify({ price }) };
    }),
  );
  return warmAndLoad({ url, pid, requests: edits, ...spanOf(size) });
}

/** Each ticket is ordered once, and half as many before that, which do not count. */
export async function loadOrders({ url, pid, ids, headers = {}, size }: Target): Promise<Metrics> {
  const { orders } = CALLS[size];
  const requests = ids.map((ticketId): Request => {
    return { method: 'POST', path: '/api/orders', headers, body: JSON.stringify({ ticketId }) };
  });
  await loadHttp({ url, pid, requests: requests.slice(orders) });
  return await loadHttp({ url, pid, requests: requests.slice(0, orders) });
}

/** How long a load lasts in seconds, and how many requests come before it. */
export function spanOf(size: Size): { readonly seconds: number; readonly amount: number } {
  const { seconds, warm: amount } = CALLS[size];
  return { seconds, amount };
}

/** How many tickets `loadOrders` needs. */
export function ticketsToOrder(size: Size): number {
  return CALLS[size].orders * 1.5;
}
