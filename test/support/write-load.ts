import type { Order } from '../../src/events/orders.js';
import type { Ticket } from '../../src/events/tickets.js';
import type { Answer, Client } from './holdfast.js';

/** What the users of a load were told. */
export interface Told {
  /** The state that each answer of success showed. */
  readonly tickets: Ticket[];
  readonly orders: Order[];
  /** The ids of the orders whose cancellation was acknowledged. */
  readonly cancelled: string[];
  /** The prices in writes of which the answer said that nothing was stored; no two writes have the same price. */
  readonly refusedPrices: number[];
  /** What was answered with a status of 500 or above. */
  readonly failures: Answer[];
}

export interface WriteLoad {
  readonly told: Told;
  /**
   * Writes with so many clients at a time until the server is gone, or the callback throws; calls back after each
   * acknowledged write.
   */
  run(users: Users, options: { clients: number; onAcknowledged: (count: number) => void }): Promise<void>;
}

/** The same users again for each server of a row. */
export interface Users {
  readonly sellers: readonly Client[];
  readonly buyers: readonly Client[];
}

/**
 * Sellers and buyers who list, edit, order and cancel, as a seeded chance has it.
 *
 * @param firstPrice what the prices of this load begin with, where another one writes at the same time
 */
export function createWriteLoad(random: () => number, { firstPrice = 1 } = {}): WriteLoad {
  const told: Told = { tickets: [], orders: [], cancelled: [], refusedPrices: [], failures: [] };
  const listed: { id: string; seller: number }[] = [];
  const placed: { id: string; buyer: number }[] = [];
  let price = firstPrice - 1;

  function pick<T>(items: readonly T[]): { item: T; index: number } {
    const index = Math.floor(random() * items.length);
    const item = items[index];
    if (item === undefined) throw new Error('nothing to pick from');
    return { item, index };
  }

  function heard(answer: Answer): Answer {
    if (answer.status >= 500) told.failures.push(answer);
    return answer;
  }

  /** @returns how many writes were acknowledged */
  function write(users: Users): Promise<number> {
    const chance = random();
    if (chance < 0.3 || listed.length === 0) return list(users);
    if (chance < 0.6) return edit(users);
    return chance < 0.85 || placed.length === 0 ? order(users) : cancel(users);
  }

  async function list({ sellers }: Users): Promise<number> {
    const { item: client, index: seller } = pick(sellers);
    price += 1;
    const details = { title: `Seat ${price}`, price };
    const answer = heard(await client.post('/api/tickets', details));
    if (answer.status !== 201) return refused(answer, details.price);
    listed.push({ id: answer.body.id, seller });
    return told.tickets.push(answer.body) && 1;
  }

  async function edit({ sellers }: Users): Promise<number> {
    const { id, seller } = pick(listed).item;
    price += 1;
    const changes = { price };
    const answer = heard(await at(sellers, seller).patch(`/api/tickets/${id}`, changes));
    if (answer.status !== 200) return refused(answer, changes.price);
    return told.tickets.push(answer.body) && 1;
  }

  async function order({ buyers }: Users): Promise<number> {
    const { item: client, index: buyer } = pick(buyers);
    const answer = heard(await client.post('/api/orders', { ticketId: pick(listed).item.id }));
    if (answer.status !== 201) return 0;
    placed.push({ id: answer.body.id, buyer });
    return told.orders.push(answer.body) && 1;
  }

  async function cancel({ buyers }: Users): Promise<number> {
    const { item, index } = pick(placed);
    placed.splice(index, 1);
    const { id, buyer } = item;
    const answer = heard(await at(buyers, buyer).delete(`/api/orders/${id}`));
    return answer.status === 204 ? told.cancelled.push(id) && 1 : 0;
  }

  function refused(answer: Answer, ofPrice: number): 0 {
    if (answer.body.type !== '/problems/outcome-unknown') told.refusedPrices.push(ofPrice);
    return 0;
  }

  return {
    told,
    async run(users, { clients, onAcknowledged }) {
      let acknowledged = 0;
      const work = async () => {
        for (;;) {
          const more = await write(users);
          acknowledged += more;
          onAcknowledged(acknowledged);
        }
      };
      // Each client ends with an error of its connection or of the callback; whatever it was waiting for then may be stored or not.
      await Promise.allSettled(Array.from({ length: clients }, work));
    },
  };
}

function at(clients: readonly Client[], index: number): Client {
  const client = clients[index];
  if (client === undefined) throw new Error('there is no such client');
  return client;
}
