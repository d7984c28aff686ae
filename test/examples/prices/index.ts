import type { Bus } from '../../../src/bus/index.js';
import { priceSubscription, prices } from './reactions.js';

/** The prices module: how low each ticket was ever offered. */
export function createPrices({ bus }: { readonly bus: Bus }) {
  return {
    subscriptions: [priceSubscription],
    /** @throws Unavailable when Redis does not answer in time */
    get: (ticketId: string) => bus.records.get(prices, ticketId),
  };
}
