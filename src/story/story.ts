import { z } from 'zod';
import type { Client } from '../client/index.js';
import type { Payer } from './payer.js';
import { type Picture, samePicture } from './picture.js';
import { createWatcher } from './watcher.js';

export interface StoryOptions {
  readonly seller: Client;
  readonly buyer: Client;
  readonly pay: Payer;
  /** Hears of each step when it has been played. */
  readonly onStep: (step: PlayedStep) => void;
  readonly signal: AbortSignal;
}

/** What was seen after a step of the story, and what must be seen. */
export interface PlayedStep {
  readonly title: string;
  readonly seen: Picture;
  readonly expected: Picture;
  readonly ok: boolean;
}

interface Step {
  readonly title: string;
  act?(): Promise<unknown>;
  readonly expected: Picture;
}

const listed = z.object({ id: z.string() });
const ordered = z.object({ id: z.string(), ticket: z.object({ price: z.number(), currency: z.string() }) });

/**
 * Plays the story that must always work, and tells what was seen at each step.
 *
 * @returns whether all was as it must be; it ends at the first difference
 * @throws Error when a call is refused
 */
export async function playStory({ seller, buyer, pay, onStep, signal }: StoryOptions): Promise<boolean> {
  const ticket = listed.parse(await seller.call('POST', '/api/tickets', { title: 'The story', price: 2000 }));
  const watcher = createWatcher(seller, ticket.id, signal);

  for (const { title, act, expected } of steps({ seller, buyer, pay, ticketId: ticket.id })) {
    await act?.();
    const seen = await watcher.look(expected);
    const ok = samePicture(seen, expected);
    onStep({ title, seen, expected, ok });
    if (!ok) return false;
  }
  return true;
}

type Cast = Pick<StoryOptions, 'seller' | 'buyer' | 'pay'> & { readonly ticketId: string };

function steps({ seller, buyer, pay, ticketId }: Cast): Step[] {
  const orders: z.infer<typeof ordered>[] = [];
  const order = async (price: number, ticketVersion: number) => {
    orders.push(ordered.parse(await buyer.call('POST', '/api/orders', { ticketId, price, ticketVersion })));
  };
  const nth = (i: number) => {
    const made = orders.at(i);
    if (made === undefined) throw new Error('The story has no such order.');
    return made;
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
      act: () => buyer.call('DELETE', `/api/orders/${nth(0).id}`),
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
      act: () => order(3000, 3),
      expected: {
        ticket: 'v4 reserved, 3000',
        entries: ['order:created 3', 'ticket:updated 4'],
        replica: 'v4 held, 3000',
      },
    },
    {
      title: 'buyer pays',
      act: () => pay(nth(1)),
      expected: {
        ticket: 'v5 sold, 3000',
        entries: ['order:completed 4', 'ticket:updated 5'],
        replica: 'v5 held, 3000',
      },
    },
    {
      title: 'first order is paid, too late',
      act: () => pay(nth(0)),
      expected: { ticket: 'v5 sold, 3000', entries: ['order:refund-due 5'], replica: 'v5 held, 3000' },
    },
  ];
}
