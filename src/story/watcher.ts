import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { type Client, Refused } from '../client/index.js';
import { type Picture, samePicture } from './picture.js';

/** Takes pictures of one ticket, by the calls that anybody may send. */
export interface Watcher {
  /**
   * The picture after something was done; waits until it is the expected one, and gives up after 5 s with the one that
   * it saw last.
   */
  look(expected: Picture): Promise<Picture>;
}

const PATIENCE_MS = 5000;

/** It looks more and more seldom: a server counts how many requests a user sends. */
const PAUSE_MS = { first: 5, last: 200 };

const ticketView = z.object({ version: z.number(), status: z.string(), price: z.number() });
const replicaView = z.object({ version: z.number(), price: z.number(), held: z.boolean() });
const traceView = z.object({
  lines: z.array(
    z.object({
      stream: z.string(),
      entries: z.array(z.object({ entryId: z.string(), type: z.string(), sequence: z.number() })),
    }),
  ),
});

// In the story it is always an order that makes a ticket change.
const STREAMS = ['orders', 'tickets'];

export function createWatcher(client: Client, ticketId: string, signal: AbortSignal): Watcher {
  const seen = new Set<string>();

  async function take(): Promise<{ picture: Picture; ids: string[] }> {
    const [ticket, replica, trace] = await Promise.all([
      client.call('GET', `/api/tickets/${ticketId}`).then(ticketView.parse),
      client.call('GET', `/api/orders/replicas/${ticketId}`).then(replicaView.parse, notYet),
      client.call('GET', `/api/traces/${ticketId}`).then(traceView.parse),
    ]);
    const entries = STREAMS.flatMap((stream) => entriesOf(trace, stream)).filter(({ id }) => !seen.has(id));
    return {
      ids: entries.map(({ id }) => id),
      picture: {
        ticket: `v${ticket.version} ${ticket.status}, ${ticket.price}`,
        entries: entries.map(({ text }) => text),
        replica: replica ? `v${replica.version} ${replica.held ? 'held' : 'free'}, ${replica.price}` : 'none',
      },
    };
  }

  return {
    async look(expected) {
      const deadline = performance.now() + PATIENCE_MS;
      for (let pauseMs = PAUSE_MS.first; ; pauseMs = Math.min(2 * pauseMs, PAUSE_MS.last)) {
        const { picture, ids } = await take();
        if (samePicture(picture, expected) || performance.now() > deadline) {
          for (const id of ids) seen.add(id);
          return picture;
        }
        await delay(pauseMs, undefined, { signal });
      }
    },
  };
}

function notYet(error: unknown): undefined {
  if (error instanceof Refused && error.status === 404) return undefined;
  throw error;
}

function entriesOf({ lines }: z.infer<typeof traceView>, stream: string) {
  return lines
    .filter((line) => line.stream === stream)
    .flatMap(({ entries }) => entries)
    .map(({ entryId, type, sequence }) => ({ id: `${stream} ${entryId}`, text: `${type} ${sequence}` }));
}
