import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { partitionOf } from '../bus/index.js';
import type { connectShared } from '../redis/index.js';
import type { Client } from './client.js';
import { type Picture, samePicture } from './picture.js';

/** Takes pictures of one ticket, from the API and from the streams. */
export interface Watcher {
  /**
   * The picture after something was done; waits until it is the expected one, and gives up after 2 s with the one that
   * it saw last.
   */
  look(expected: Picture): Promise<Picture>;
}

const PATIENCE_MS = 2000;
const PAUSE_MS = 5;

const ticketView = z.object({ version: z.number(), status: z.string(), price: z.number() });
const replicaView = z.object({ version: z.number(), price: z.number(), held: z.boolean() });

/** @param redis only read from */
export function createWatcher(
  redis: ReturnType<typeof connectShared>,
  client: Client,
  ticketId: string,
): Watcher {
  // In the story it is always an order that makes a ticket change.
  const streams = ['orders', 'tickets'].map((name) => `{${partitionOf(ticketId)}}:${name}`);
  const seen = new Set<string>();

  async function take(): Promise<{ picture: Picture; ids: string[] }> {
    const ticket = ticketView.parse(await client.call('GET', `/api/tickets/${ticketId}`));
    const replica = await client
      .call('GET', `/api/orders/replicas/${ticketId}`)
      .then(replicaView.parse, () => undefined);
    const entries = (await Promise.all(streams.map(entriesOf))).flat().filter(({ id }) => !seen.has(id));
    return {
      ids: entries.map(({ id }) => id),
      picture: {
        ticket: `v${ticket.version} ${ticket.status}, ${ticket.price}`,
        entries: entries.map(({ text }) => text),
        replica: replica ? `v${replica.version} ${replica.held ? 'held' : 'free'}, ${replica.price}` : 'none',
      },
    };
  }

  async function entriesOf(stream: string) {
    const entries = await redis.xrange(stream, '-', '+');
    return entries
      .map(([entryId, fields]) => {
        const field = (name: string) => fields[fields.indexOf(name) + 1] ?? '';
        const text = `${field('type')} ${field('sequence')}`;
        return { id: `${stream} ${entryId}`, subject: field('subject'), text };
      })
      .filter(({ subject }) => subject === ticketId);
  }

  return {
    async look(expected) {
      const deadline = performance.now() + PATIENCE_MS;
      for (;;) {
        const { picture, ids } = await take();
        if (samePicture(picture, expected) || performance.now() > deadline) {
          for (const id of ids) seen.add(id);
          return picture;
        }
        await delay(PAUSE_MS);
      }
    },
  };
}
