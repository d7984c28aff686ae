import { onTestFinished } from 'vitest';
import { BUS_LIMITS, type BusLimits } from '../../src/bus/index.js';
import { requests } from './intercept.js';
import { type Market, openMarket } from './market.js';
import { startProxy, type Proxy as TestProxy } from './proxy.js';
import type { RedisServer } from './redis.js';
import { readPartition } from './stored.js';

export interface TwoProcesses {
  /** Its commands pass the proxy; it reads no stream. */
  readonly proxied: Market;
  /** Has nothing in between, and keeps the copies. */
  readonly direct: Market;
  readonly proxy: TestProxy;
}

/** Two processes on one Redis, until the end of the test. */
export async function openTwo(
  { target }: Pick<RedisServer, 'target'>,
  limits: Partial<BusLimits> = {},
): Promise<TwoProcesses> {
  const proxy = await startProxy({ target });
  const proxied = openMarket({
    target: proxy.target,
    subscriptions: [],
    limits: { ...BUS_LIMITS, ...limits },
  });
  const direct = openMarket({ target });
  onTestFinished(async () => {
    proxy.heal();
    await Promise.all([proxied.close(), direct.close()]);
    await proxy.stop();
  });
  return { proxied, direct, proxy };
}

/** What a ticket's entries say, one sentence each. */
export async function ticketLine({ connect }: Pick<RedisServer, 'connect'>, id: string): Promise<string[]> {
  const { ticketEntries } = await readPartition(connect(), 0);
  return ticketEntries
    .filter(({ subject }) => subject === id)
    .map(({ sequence, data: { title, price } }) => `${sequence}: ${title} for ${price}`);
}

/** What is stored of a ticket's orders: those that exist, and what was announced of them. */
export async function ordersOf({ connect }: Pick<RedisServer, 'connect'>, ticketId: string) {
  const { orders, orderEntries } = await readPartition(connect(), 0);
  const stored = [...orders.values()].filter((order) => order['ticket.id'] === ticketId);
  return {
    ids: stored.map(({ id }) => id),
    announced: orderEntries.filter(({ subject }) => subject === ticketId).map(({ data }) => data),
  };
}

/** Loses the reply to the next EXEC, and then keeps Redis away until the returned function is called. */
export function loseReplyAndRedis(proxy: TestProxy): () => void {
  let away = false;
  return proxy.onRequest((chunk) => {
    if (away) return 'cut-before';
    away = requests.exec.test(String(chunk));
    return away ? 'cut-after' : undefined;
  });
}
