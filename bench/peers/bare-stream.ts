import { openLoop } from '../load/open-loop.js';
import { createArrivals, latencies, PACES } from '../load/propagation.js';
import { entryFields, newTicket, TICKETS } from '../market/tickets.js';
import { withConnections } from '../ours/bus.js';
import type { Connection } from '../product.js';
import type { Metrics, World } from '../row.js';
import { entriesIn } from './bare-loop.js';

const GROUP = 'bench';

/** An entry of the same size, from one connection to another that waits for it. Nobody validates, stores or acknowledges. */
export function propagateBare({ redis: target, size }: World): Promise<Metrics> {
  return withConnections(target, 2, async ([writer, reader]) => {
    if (!writer || !reader) throw new Error('there is no connection');
    await writer.xgroup('CREATE', TICKETS, GROUP, '0', 'MKSTREAM');
    const shown = createArrivals();
    const reading = read(reader, (sequence) => shown.arrived(sequence));
    const data = newTicket(0);
    const times: number[] = [];
    await openLoop(PACES[size], async (number, intendedAt) => {
      const shownAt = shown.expect(String(number));
      const told = {
        type: 'ticket:updated',
        source: 'tickets',
        time: data.updatedAt,
        subject: data.id,
      } as const;
      await writer.xadd(TICKETS, '*', ...entryFields({ ...told, sequence: number, data }));
      times[number] = (await shownAt) - intendedAt;
    });
    reader.disconnect();
    await reading;
    return latencies(times, size);
  });
}

async function read(reader: Connection, arrived: (sequence: string) => void): Promise<void> {
  for (;;) {
    const blocking = ['COUNT', 200, 'BLOCK', 5000, 'STREAMS', TICKETS, '>'] as const;
    const reply: unknown = await reader
      .call('XREADGROUP', 'GROUP', GROUP, 'c', ...blocking)
      .catch(() => undefined);
    // The connection was closed when all had come.
    if (reply === undefined) return;
    for (const { fields } of entriesIn(reply)) arrived(fields.get('sequence') ?? '');
  }
}
