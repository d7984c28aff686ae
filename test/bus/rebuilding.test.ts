import { expect, onTestFinished, test } from 'vitest';
import { at, Unavailable } from '../../src/bus/index.js';
import type { Lane } from '../../src/bus/lane.js';
import { createRebuilding } from '../../src/bus/rebuilding.js';
import { orders, replicas } from '../../src/modules/orders/store.js';
import { tickets } from '../../src/modules/tickets/store.js';
import { openLane } from '../support/lane.js';
import { accepted, listed, openMarket } from '../support/market.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const server = useRedis();

test('a lane gives up because of rivals, less often than is borne: all is done', async () => {
  const { rebuilding, ticketId, orderId, redis } = await open({ givesUp: 4 });
  await redis.del(`{0}:orders:by-ticket:${ticketId}`);

  expect(await rebuilding().index(orders, [orderId])).toEqual([]);
  expect(await redis.zrange(`{0}:orders:by-ticket:${ticketId}`, '0', '-1')).toEqual([orderId]);
  const { versions, entries } = await rebuilding().announce(tickets, 'ticket:snapshot', [ticketId]);
  expect([...versions]).toEqual([[ticketId, 1]]);
  expect(entries).toHaveLength(1);
  expect(await rebuilding().discard(at(replicas, ticketId), 1)).toBe(true);
});

test('a lane gives up because of rivals, again and again: it is told', async () => {
  const { rebuilding, ticketId, orderId } = await open({ givesUp: 5 });
  const refused = { name: 'Unavailable', reason: 'contended' };

  await expect(rebuilding().index(orders, [orderId])).rejects.toMatchObject(refused);
  const announced = rebuilding().announce(tickets, 'ticket:snapshot', [ticketId]);
  await expect(announced).rejects.toMatchObject(refused);
});

/** An order and its ticket, and what makes its replica anew by a lane that gives up so often first. */
async function open({ givesUp }: { readonly givesUp: number }) {
  const market = openMarket({ target: server.target });
  onTestFinished(() => market.close());
  const { id: ticketId } = await listed(market);
  const { id: orderId } = await accepted(market.orders.place('bob', { ticketId }));
  await waitFor(async () => (await market.orders.replica(ticketId))?.version === 1, { what: 'the copy' });

  const lane = openLane(server);
  onTestFinished(() => lane.close({ timeoutMs: 500 }));
  const redis = server.connect();
  return {
    ...{ ticketId, orderId, redis },
    rebuilding() {
      let left = givesUp;
      const contended: Lane = {
        ...lane,
        submit(work, options) {
          if (left === 0) return lane.submit(work, options);
          left -= 1;
          return Promise.reject(new Unavailable('contended', 'rivals'));
        },
      };
      return createRebuilding(redis, [contended]);
    },
  };
}
