import { expect, test } from 'vitest';
import { encodeEvent } from '../../src/bus/event.js';
import { eventIn, placesOf } from '../../src/bus/place.js';
import { orderEvents } from '../../src/events/orders.js';
import { ticketEvents } from '../../src/events/tickets.js';

const places = placesOf([ticketEvents, orderEvents], 2);

test('placesOf: partition by partition, so that fewer partitions are the beginning of more', () => {
  expect(places.map(({ key }) => key)).toEqual(['{0}:tickets', '{0}:orders', '{1}:tickets', '{1}:orders']);
});

test('eventIn: a request of one module to another, nothing to look at', () => {
  const fields = encodeEvent(orderEvents, {
    type: 'ticket:resync-requested',
    time: '2026-11-22T10:00:00.000Z',
    subject: '019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000',
    sequence: 0,
    data: { waiting: 2 },
  });
  expect(eventIn(places, { place: 1, entryId: '1-0', fields })).toBeUndefined();
});

test('eventIn: what is no event, nothing to look at', () => {
  expect(eventIn(places, { place: 0, entryId: '1-0', fields: ['type', 'noise'] })).toBeUndefined();
});
