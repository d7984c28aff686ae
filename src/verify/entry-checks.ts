import { type Event, partitionOf } from '../bus/index.js';
import type { Order } from '../events/orders.js';
import type { Ticket } from '../events/tickets.js';
import { type StreamName, streamKey } from './layout.js';
import type { Line } from './line.js';
import { type Violation, violation } from './violation.js';

/** Where an entry stands. */
export interface EntryPlace {
  readonly partition: number;
  readonly stream: StreamName;
  readonly entryId: string;
}

/** An entry as violations name it. */
export function entryKey({ partition, stream, entryId }: EntryPlace): string {
  return `${streamKey(partition, stream)} ${entryId}`;
}

/** What an entry of the tickets stream must be whatever stands beside it. */
export function checkTicketEntry(place: EntryPlace, event: Event<string, Ticket>): Violation[] {
  const { subject, sequence, data } = event;
  return [
    ...checkStamps(place, event),
    ...wrong(place, data.id !== subject, `is about ticket ${subject}, but carries ticket ${data.id}`),
    ...wrong(
      place,
      data.version !== sequence,
      `has sequence ${sequence}, but carries version ${data.version}`,
    ),
    ...checkCreation(place, event, event.type === 'ticket:created'),
  ];
}

/** The same for the orders stream, whose sequences count the entries about a ticket. */
export function checkOrderEntry(place: EntryPlace, event: Event<string, Order>): Violation[] {
  const { subject, data } = event;
  const isElsewhere = data.ticket.id !== subject;
  return [
    ...checkStamps(place, event),
    ...wrong(place, isElsewhere, `is about ticket ${subject}, but carries an order of ${data.ticket.id}`),
    ...checkCreation(place, event, event.type === 'order:created'),
  ];
}

/** What a snapshot must be: the state of a version that was announced. */
export function checkSnapshot(
  place: EntryPlace,
  { subject, sequence, data }: Event<string, Ticket>,
  line: Line | undefined,
): Violation[] {
  const isAhead = line !== undefined && sequence > line.last;
  const detail = `tells of version ${sequence} of ticket ${subject}, and only ${line?.last} was announced`;
  return [
    ...checkPlace(place, subject),
    ...wrong(place, data.id !== subject, `is about ticket ${subject}, but carries ticket ${data.id}`),
    ...wrong(
      place,
      data.version !== sequence,
      `has sequence ${sequence}, but carries version ${data.version}`,
    ),
    ...(isAhead ? [violation('versions', place.partition, [entryKey(place)], detail)] : []),
  ];
}

/** An id says in which partition its entries stand. */
export function checkPlace(place: EntryPlace, subject: string): Violation[] {
  if (partitionOf(subject) === place.partition) return [];
  const detail = `is about ${subject} of another partition`;
  return [violation('partitions', place.partition, [entryKey(place)], detail)];
}

type Versioned = Pick<Ticket, 'version' | 'updatedAt'>;

function checkStamps(place: EntryPlace, { subject, time, data }: Event<string, Versioned>): Violation[] {
  return [
    ...checkPlace(place, subject),
    ...wrong(place, time !== data.updatedAt, `is of ${time}, but carries a change of ${data.updatedAt}`),
  ];
}

function checkCreation(
  place: EntryPlace,
  { type, data: { version } }: Event<string, Versioned>,
  isCreation: boolean,
): Violation[] {
  return wrong(place, isCreation !== (version === 0), `is ${type}, but carries version ${version}`);
}

function wrong(place: EntryPlace, isWrong: boolean, detail: string): Violation[] {
  return isWrong ? [violation('entries', place.partition, [entryKey(place)], detail)] : [];
}
