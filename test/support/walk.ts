import fc from 'fast-check';
import type { Order, Payment } from '../../src/modules/orders/order.js';
import { createOrderStore, type OrderStore } from '../../src/modules/orders/store.js';
import type { Ticket } from '../../src/modules/tickets/ticket.js';
import { by, details, type Market } from './market.js';

/** Which of those there are is meant; a number that is too great starts again with the first. */
type Which = number;

/** What a user may ask for. The state of the world decides what becomes of it. */
export type Command =
  | { readonly do: 'list'; readonly seller: string; readonly price: number }
  | { readonly do: 'edit'; readonly ticket: Which; readonly price: number; readonly venue: string | null }
  | { readonly do: 'withdraw'; readonly ticket: Which }
  | { readonly do: 'place'; readonly ticket: Which; readonly buyer: string; readonly holdSeconds: number }
  | { readonly do: 'cancel' | 'expire'; readonly order: Which }
  | { readonly do: 'pay'; readonly order: Which; readonly reference: string };

/** Commands that come at the same moment, each to one of the processes; and whether all is calm before they come. */
export interface Moment {
  readonly calm: boolean;
  readonly commands: readonly { readonly process: Which; readonly command: Command }[];
}

const pick = fc.nat({ max: 11 });
const price = fc.constantFrom(1000, 2000, 3000);

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('list' as const), seller: fc.constantFrom('ann', 'ben'), price }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      ticket: pick,
      price,
      venue: fc.constantFrom(null, 'Hall'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), ticket: pick }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('place' as const),
      ticket: pick,
      buyer: fc.constantFrom('ann', 'carl', 'dora'),
      // A hold of no time is over as soon as the order is made.
      holdSeconds: fc.constantFrom(0, 900),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom('cancel' as const, 'expire' as const), order: pick }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      order: pick,
      reference: fc.constantFrom('p1', 'p2'),
    }),
  },
);

const together = fc.array(fc.record({ process: pick, command }), { minLength: 1, maxLength: 6 });

/** A walk through a market: moments one after the other. The first one lists something to begin with. */
export const walks: fc.Arbitrary<readonly Moment[]> = fc
  .array(fc.record({ calm: fc.boolean(), commands: together }), { maxLength: 12, size: 'max' })
  .map((moments) => [{ calm: false, commands: opening }, ...moments]);

const opening = ['ann', 'ben'].map((seller, process) => ({
  process,
  command: { do: 'list' as const, seller, price: 2000 },
}));

/** The states that commands were answered with. */
export interface Answered {
  readonly tickets: Ticket[];
  readonly orders: Order[];
}

/**
 * Walks through a market of several processes.
 *
 * @param calm resolves when no entry waits to be applied
 */
export async function walk(
  processes: readonly Market[],
  moments: readonly Moment[],
  calm: () => Promise<unknown>,
): Promise<Answered> {
  const answered: Answered = { tickets: [], orders: [] };
  const hands = processes.map((market) => createHand(market, answered));
  for (const moment of moments) {
    if (moment.calm) await calm();
    await Promise.all(moment.commands.map(({ process, command }) => at(hands, process)?.(command)));
  }
  await calm();
  return answered;
}

/** Does commands in one process, on what the answers so far have told of. */
function createHand({ bus, tickets, orders }: Market, answered: Answered) {
  const stores = new Map<number, OrderStore>();
  const storeWith = (holdSeconds: number) => {
    const store = stores.get(holdSeconds) ?? createOrderStore(bus, { holdSeconds });
    stores.set(holdSeconds, store);
    return store;
  };
  const onTicket = async (which: Which, act: (ticket: Ticket) => Promise<object>) => {
    const ticket = at(listed(answered.tickets), which);
    if (ticket) keep(answered.tickets, await act(ticket));
  };
  const onOrder = async (which: Which, act: (order: Order) => Promise<object>) => {
    const order = at(listed(answered.orders), which);
    if (order) keep(answered.orders, await act(order));
  };

  return async (asked: Command): Promise<void> => {
    switch (asked.do) {
      case 'list':
        return keep(answered.tickets, await tickets.create(asked.seller, { ...details, price: asked.price }));
      case 'edit':
        return onTicket(asked.ticket, ({ id, sellerId }) => tickets.edit(id, by(sellerId), asked));
      case 'withdraw':
        return onTicket(asked.ticket, ({ id, sellerId }) => tickets.withdraw(id, by(sellerId)));
      case 'place':
        return onTicket(asked.ticket, async ({ id }) => {
          keep(answered.orders, await storeWith(asked.holdSeconds).place(asked.buyer, { ticketId: id }));
          return {};
        });
      case 'cancel':
        return onOrder(asked.order, ({ id, buyerId }) => orders.cancel(id, buyerId, () => true));
      case 'expire':
        return onOrder(asked.order, ({ id }) => orders.expire(id));
      case 'pay':
        return onOrder(asked.order, ({ id, ticket }) => orders.pay(id, payment(ticket, asked.reference)));
      default:
        throw new Error(`unknown command ${JSON.stringify(asked satisfies never)}`);
    }
  };
}

function payment({ price: amount, currency }: Order['ticket'], reference: string): Payment {
  return { reference, amount, currency };
}

/** The first state of each record. */
function listed<State extends { readonly version: number }>(states: readonly State[]): State[] {
  return states.filter(({ version }) => version === 0);
}

function keep<State extends object>(states: State[], result: object): void;
function keep(states: object[], result: object): void {
  if ('version' in result) states.push(result);
}

function at<T>(list: readonly T[], which: Which): T | undefined {
  return list[which % list.length];
}
