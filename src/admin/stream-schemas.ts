import { z } from '@hono/zod-openapi';
import type { StreamState, Survey } from '../bus/index.js';
import type { Throughput } from './throughput.js';

const entryId = z.string().openapi({ example: '1732300000000-0' });
const count = z.int().min(0);
const ageMs = count.openapi({ description: 'Since it was written, in milliseconds.' });
const bucket = count.nullable();

const place = {
  subject: z.string().openapi({ description: 'The ticket that the entry is about.' }),
  sequence: z.int().openapi({ description: 'Its place among the entries about its subject.' }),
  entryId,
  ageMs,
};

const here = z
  .object({
    healed: count.openapi({ description: 'How many gaps snapshots have healed.' }),
    asked: count.openapi({ description: 'How often the state of a ticket was asked for.' }),
    waitingSubjects: count.openapi({ description: 'How many tickets have entries that wait.' }),
    waiting: z
      .array(
        z.object({
          ...place,
          entries: count.openapi({ description: 'How many entries wait, with this first one.' }),
          failures: count.openapi({
            description: 'How often it has failed; 0 when it waits for an entry that does not come.',
          }),
          asked: z.boolean().openapi({ description: 'Whether the state of the ticket was asked for.' }),
        }),
      )
      .openapi({ description: 'The first entry of each of those that have waited longest.' }),
  })
  .openapi({ description: 'What this process has seen since it started. No other process knows.' });

const consumer = z.object({
  name: z.string(),
  pending: count,
  idleMs: count.openapi({
    description:
      'Since it asked for entries, last; with a Redis older than 7.2, since it was last given some.',
  }),
  connected: z.boolean().openapi({ description: 'Whether its process is connected to Redis.' }),
  own: z.boolean().openapi({ description: 'Whether it belongs to the process that answers.' }),
});

const group = z.object({
  group: z.string().openapi({ example: 'orders' }),
  exists: z.boolean(),
  lag: count.nullable().openapi({ description: 'Entries not read yet; null when Redis can not tell.' }),
  pending: count.openapi({ description: 'Entries read and not acknowledged.' }),
  oldestPending: z
    .object({
      entryId,
      ageMs,
      consumer: z.string(),
      deliveries: count.openapi({ description: 'How often it was given to a consumer.' }),
    })
    .nullable(),
  stuck: z
    .array(z.object(place))
    .openapi({ description: 'The oldest of those that have been pending for longer than they should.' }),
  deadLetters: count,
  acknowledged: z.array(bucket).openapi({
    description: 'Entries acknowledged, like `written`: applied, or moved to the dead letters.',
  }),
  consumers: z.array(consumer),
  here,
});

const stream = z.object({
  stream: z.string().openapi({ example: 'tickets' }),
  partition: z.int(),
  length: count.openapi({ description: 'Entries that are left.' }),
  added: count.openapi({ description: 'Entries that were ever added.' }),
  firstId: entryId.nullable().openapi({ description: 'The oldest entry that is left.' }),
  firstAt: z.iso.datetime().nullable(),
  lastId: entryId.nullable().openapi({ description: 'The newest entry that there ever was.' }),
  lastAt: z.iso.datetime().nullable(),
  written: z.array(bucket).openapi({
    description:
      'Entries added in each bucket of time by all servers, oldest first; null where nobody looked. The last one is not over yet.',
  }),
  groups: z.array(group),
});

/** How the streams stand. */
export const streamsSchema = z
  .object({
    time: z.iso.datetime().openapi({ description: 'When this was seen, by the clock of Redis.' }),
    bucketSeconds: z.number().openapi({ description: 'How long a bucket of time is.', example: 10 }),
    streams: z.array(stream),
  })
  .openapi('Streams');

/** The body for {@link streamsSchema}. */
export function showStreams(survey: Survey, throughput: Throughput): z.infer<typeof streamsSchema> {
  return {
    time: new Date(survey.time).toISOString(),
    bucketSeconds: throughput.bucketSeconds,
    streams: survey.streams.map((state) => ({
      ...state,
      firstAt: timeOf(state.firstId),
      lastAt: timeOf(state.lastId),
      written: throughput.written(state),
      groups: state.groups.map((group) => showGroup(state, group, throughput)),
    })),
  };
}

function showGroup(state: StreamState, group: StreamState['groups'][number], throughput: Throughput) {
  const { stuck, consumers, here } = group;
  return {
    ...group,
    acknowledged: throughput.acknowledged(state, group),
    stuck: [...stuck],
    consumers: [...consumers],
    here: { ...here, waiting: [...here.waiting] },
  };
}

/** The last moment that RFC 3339 can tell. */
const END_OF_TIME = Date.UTC(9999, 11, 31);

/** The id of an entry begins with the time at which Redis made it, unless whoever wrote it chose another one. */
function timeOf(id: string | null): string | null {
  const time = Number(id?.split('-')[0] ?? Number.NaN);
  return time < END_OF_TIME ? new Date(time).toISOString() : null;
}
