import type { Redis } from 'ioredis';
import { askForState } from '../../src/bus/resync.js';
import { ticketSubscription } from '../../src/modules/orders/reactions.js';
import { createOrderStore } from '../../src/modules/orders/store.js';
import { openLane } from '../support/lane.js';
import { accepted, by, details, type Market, openMarket } from '../support/market.js';
import { ownRedis } from '../support/own.js';
import { pauseGroup } from '../support/paused-group.js';
import type { RedisServer } from '../support/redis.js';
import { unsettled } from '../support/settled.js';
import { waitFor } from '../support/wait-for.js';

/** A market in which everything has happened that can happen, and of which nobody works on any more. */
export interface World {
  readonly server: RedisServer;
  readonly redis: Redis;
  /** Edited, ordered and freed, and then ordered again: version 4, held by `liveId`; `freedId` is the first order. */
  readonly heldId: string;
  readonly liveId: string;
  readonly freedId: string;
  readonly soldId: string;
  readonly boughtId: string;
  readonly withdrawnId: string;
}

/** @param partitions of the data; all that is named lies in partition 0 */
export async function settledWorld(partitions = 1): Promise<World> {
  const server = await ownRedis();
  const redis = server.connect();
  await redis.set('holdfast:partitions', partitions);
  const market = openMarket({ target: server.target, partitions });
  const world = { server, redis, ...(await everything(market, server, partitions)) };
  await market.close();
  return world;
}

/** What can happen to tickets: the story, cancels, expiry, payments, refunds, withdrawals and requests for their state. */
async function everything(market: Market, server: RedisServer, partitions: number) {
  const { tickets, orders } = market;
  const redis = server.connect();
  const through = () =>
    waitFor(async () => (await unsettled(redis, partitions)).length === 0, {
      what: 'both modules to be through',
    });
  /** In partition 0, so that the named keys are known; others lie anywhere. */
  const listed = async (anywhere = false) => {
    for (;;) {
      const { id } = await accepted(tickets.create('ann', details));
      if (anywhere || id.endsWith('000')) return id;
    }
  };
  const pay = (id: string, reference: string) =>
    accepted(orders.pay(id, { reference, amount: details.price, currency: details.currency }));

  const [heldId, soldId, withdrawnId, expiredId] = [
    await listed(),
    await listed(),
    await listed(),
    await listed(true),
  ];
  for (let i = 0; i < 8; i += 1) await listed(true);
  await through();
  for (const id of [withdrawnId, soldId]) await ask(server, id);
  await through();
  const { id: freedId } = await accepted(orders.place('bob', { ticketId: heldId }));
  await accepted(orders.cancel(freedId, 'bob', () => true));
  await through();
  await accepted(tickets.edit(heldId, by('ann'), { price: 2500, venue: 'Hall 2' }));
  await through();
  const { id: liveId } = await accepted(orders.place('carl', { ticketId: heldId }));
  const { id: boughtId } = await accepted(orders.place('bob', { ticketId: soldId }));
  await pay(boughtId, 'first');
  await pay(boughtId, 'second');
  await pay(freedId, 'late');
  const hastyId = await listed(true);
  await through();
  await accepted(tickets.withdraw(hastyId, by('ann')));
  // Whether the orders module has heard of it by now or not.
  await orders.place('bob', { ticketId: hastyId });
  await expire(market, expiredId);
  await through();
  await withdrawPaid(market, redis, withdrawnId);
  await through();
  return { heldId, liveId, freedId, soldId, boughtId, withdrawnId };
}

/** The orders module asks for the state of a ticket, as it does when an entry is missing. */
async function ask(server: RedisServer, subject: string): Promise<void> {
  const lane = openLane(server);
  const asked = await lane.submit(
    askForState(ticketSubscription, 0, { subject, waiting: 99, everyMs: 60_000 }),
    { deadlineMs: 20_000 },
  );
  await lane.close({ timeoutMs: 500 });
  if (asked !== 'asked') throw new Error(`the state of ${subject}: ${asked}`);
}

/** An order whose hold is over at once. */
async function expire({ bus, orders }: Market, ticketId: string): Promise<void> {
  const hasty = createOrderStore(bus, { holdSeconds: 0.01 });
  const { id } = await accepted(hasty.place('dora', { ticketId }));
  await waitFor(async () => (await accepted(orders.expire(id))).status === 'cancelled', {
    what: 'the end of a hold',
  });
}

/** Withdrawn, and paid by a buyer of whom the seller could not know: the payment is due back. */
async function withdrawPaid({ tickets, orders }: Market, redis: Redis, ticketId: string): Promise<void> {
  const resume = await pauseGroup(redis, { stream: 'tickets', group: 'orders' });
  await accepted(tickets.withdraw(ticketId, by('ann')));
  const { id } = await accepted(orders.place('bob', { ticketId }));
  await accepted(orders.pay(id, { reference: 'paid', amount: details.price, currency: details.currency }));
  await resume();
}
