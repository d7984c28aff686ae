import type { Api, Order, Ticket } from '../api/client.js';
import type { Live } from '../live/message.js';
import { createRecords, type Records } from '../state/records.js';
import type { Readable } from '../state/store.js';
import { createMyOrders, type MyOrders } from './my-orders.js';
import { createTicketList, type TicketList } from './ticket-list.js';

/** The tickets and orders that the page shows, whoever told of them: answers, or the stream of events. */
export interface Market {
  readonly tickets: Records<Ticket>;
  /** Of who is signed in. */
  readonly orders: Records<Order>;
  readonly ticketList: TicketList;
  readonly myOrders: MyOrders;
}

export interface MarketOptions {
  readonly api: Api;
  readonly live: Live;
  readonly token: Readable<string | undefined>;
}

export function createMarket({ api, live, token }: MarketOptions): Market {
  const tickets = createRecords<Ticket>();
  const orders = createRecords<Order>();
  live.on((message) => {
    // Of all that happens in the shop, only what is shown is kept.
    if (message.name === 'ticket') tickets.hear(message.event.data);
    if (message.name === 'order') orders.put([message.event.data]);
  });
  // They are one person's own business, and the next who signs in is another one.
  token.subscribe(orders.clear);
  return {
    tickets,
    orders,
    ticketList: createTicketList({ api, live, tickets }),
    myOrders: createMyOrders({ api, live, token, orders }),
  };
}
