import type { Redis } from 'ioredis';
import { z } from 'zod';
import { decodeEvent, defineEvent, defineStream } from '../../src/bus/event.js';
import { at, type Bus, defineSource, defineSubscription, partitionOf } from '../../src/bus/index.js';
import { keyIn } from '../../src/bus/partition.js';
import { ticketEvents } from '../../src/events/tickets.js';

const mirrorState = z.object({
  id: z.uuid(),
  ticketVersion: z.int(),
  version: z.int().min(0),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

type MirrorState = z.infer<typeof mirrorState>;

/**
 * A consumer group of tickets that announces each change that it applies: what was applied twice, or never, stands in
 * its stream. It follows a ticket from version 1 on.
 */
export function openMirror() {
  const stream = defineStream('mirrors', [
    defineEvent('mirror:opened', mirrorState, 'There is a new mirror.'),
    defineEvent('mirror:moved', mirrorState, 'The mirror has moved.'),
  ]);
  const mirrors = defineSource<MirrorState>({
    name: 'mirrors',
    schema: mirrorState,
    stream,
    announce: (before) => (before ? 'mirror:moved' : 'mirror:opened'),
    subject: ({ id }) => id,
    indexes: () => [],
  });
  const move = (state: MirrorState, event: { readonly sequence: number }) => ({
    ...state,
    ticketVersion: event.sequence,
  });
  return {
    group: 'mirror',
    subscription: defineSubscription({
      group: 'mirror',
      stream: ticketEvents,
      record: mirrors,
      reactions: { 'ticket:created': move, 'ticket:updated': move, 'ticket:withdrawn': move },
    }),
    open: ({ journal }: Bus, id: string) =>
      journal.commit<MirrorState, never>({
        record: at(mirrors, id),
        decide: () => ({ id, ticketVersion: 0, version: 0, createdAt: '', updatedAt: '' }),
      }),
    /** The versions of a ticket that were applied, in that order. */
    async applied(redis: Redis, id: string): Promise<number[]> {
      const entries = await redis.xrange(keyIn(partitionOf(id), stream.name), '-', '+');
      return entries
        .map(([, fields]) => decodeEvent(stream, fields))
        .filter(({ subject, type }) => subject === id && type === 'mirror:moved')
        .map(({ data }) => data.ticketVersion);
    },
  };
}
