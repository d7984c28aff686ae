import { z } from 'zod';
import type { connectShared } from '../redis/index.js';
import { type Client, signIn } from './client.js';
import { type Picture, samePicture } from './picture.js';
import { tableHead, tableRow } from './table.js';
import { createWatcher } from './watcher.js';

export interface StoryOptions {
  /** Where the server is; it must run in development mode. */
  readonly url: string;
  /** The Redis that the server uses; only read from. */
  readonly redis: ReturnType<typeof connectShared>;
  readonly print: (line: string) => void;
}

interface Step {
  readonly title: string;
  act?(): Promise<unknown>;
  readonly expected: Picture;
}

const created = z.object({ id: z.string() });

/**
 * Plays the story that must always work, and prints what was seen at each step.
 *
 * @returns whether all was as it must be; it ends at the first difference
 * @throws Error when a call is refused
 */
export async function playStory({ url, redis, print }: StoryOptions): Promise<boolean> {
  const seller = await signIn(url, 'story-seller');
  const buyer = await signIn(url, 'story-buyer');
  const ticket = created.parse(
    await seller.call('POST', '/api/tickets', { title: 'The story', price: 2000 }),
  );
  const watcher = createWatcher(redis, seller, ticket.id);

  print(tableHead());
  for (const { title, act, expected } of steps(seller, buyer, ticket.id)) {
    await act?.();
    const picture = await watcher.look(expected);
    print(tableRow(title, picture));
    if (!samePicture(picture, expected)) {
      print(`\nThis is not as it must be. Expected:\n${tableRow(title, expected)}`);
      return false;
    }
  }
  return true;
}

function steps(seller: Client, buyer: Client, ticketId: string): Step[] {
  let orderId = '';
  let firstOrderId = '';
  const order = async (price: number, ticketVersion: number) => {
    orderId = created.parse(await buyer.call('POST', '/api/orders', { ticketId, price, ticketVersion })).id;
  };
  return [
    {
      title: 'seller lists a ticket',
      expected: { ticket: 'v0 available, 2000', entries: ['ticket:created 0'], replica: 'v0 free, 2000' },
    },
    {
      title: 'buyer orders it',
      act: () => order(2000, 0),
      expected: {
        ticket: 'v1 reserved, 2000',
        entries: ['order:created 1', 'ticket:updated 1'],
        replica: 'v1 held, 2000',
      },
    },
    {
      title: 'buyer cancels',
      act: () => buyer.call('DELETE', `/api/orders/${orderId}`),
      expected: {
        ticket: 'v2 available, 2000',
        entries: ['order:cancelled 2', 'ticket:updated 2'],
        replica: 'v2 free, 2000',
      },
    },
    {
      title: 'seller sets the price to 3000',
      act: () => seller.call('PATCH', `/api/tickets/${ticketId}`, { price: 3000 }),
      expected: { ticket: 'v3 available, 3000', entries: ['ticket:updated 3'], replica: 'v3 free, 3000' },
    },
    {
      title: 'buyer orders it again',
      act: async () => {
        firstOrderId = orderId;
        await order(3000, 3);
      },
      expected: {
        ticket: 'v4 reserved, 3000',
        entries: ['order:created 3', 'ticket:updated 4'],
        replica: 'v4 held, 3000',
      },
    },
    {
      title: 'buyer pays',
      act: () => buyer.call('POST', `/dev/pay/${orderId}`),
      expected: {
        ticket: 'v5 sold, 3000',
        entries: ['order:completed 4', 'ticket:updated 5'],
        replica: 'v5 held, 3000',
      },
    },
    {
      title: 'first order is paid, too late',
      act: () => buyer.call('POST', `/dev/pay/${firstOrderId}`),
      expected: { ticket: 'v5 sold, 3000', entries: ['order:refund-due 5'], replica: 'v5 held, 3000' },
    },
  ];
}
