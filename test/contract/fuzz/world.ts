import type { ApiDocument } from '../../support/api-document.js';
import { type HttpMarket, listTicket, placeOrder, withdrawTicket } from '../../support/http-market.js';

/** What requests can be about, and who can send them. */
export interface World {
  readonly document: ApiDocument;
  /** Of tickets and orders. */
  readonly ids: readonly string[];
  readonly tokens: readonly string[];
  readonly webhookSecret: string;
}

/** Makes tickets and orders in every state, and users who have them and may do everything. */
export async function populate(market: HttpMarket): Promise<Pick<World, 'ids' | 'tokens'>> {
  const [seller, buyer] = await Promise.all([market.newUser('seller'), market.newUser('buyer')]);
  const tickets = await Promise.all(Array.from({ length: 40 }, () => listTicket(seller)));
  const taken = tickets.slice(0, 9).map(({ id }) => id);
  const orders = await Promise.all(taken.map((id) => placeOrder(buyer, id)));
  const [paid, cancelled] = [orders.slice(0, 3), orders.slice(3, 6)];
  await Promise.all([
    ...paid.map(({ id }) => market.anonymous.post(`/dev/pay/${id}`, undefined)),
    ...cancelled.map(({ id }) => buyer.delete(`/api/orders/${id}`)),
    ...tickets.slice(9, 12).map(({ id }) => withdrawTicket(seller, id)),
  ]);
  const tokens = [seller, buyer].map(async ({ id: user }) => {
    const { body } = await market.anonymous.post('/dev/token', { user, scope: 'admin' });
    return String(body.token);
  });
  return { ids: [...tickets, ...orders].map(({ id }) => id), tokens: await Promise.all(tokens) };
}
