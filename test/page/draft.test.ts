import { expect, test } from 'vitest';
import type { Ticket } from '../../web/api/client.js';
import { changesBetween } from '../../web/market/changes.js';
import { draftOf, editOf, emptyDraft, readDraft, rebase } from '../../web/market/draft.js';

const ticket: Ticket = {
  id: '019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000',
  title: 'Front row',
  price: 2000,
  currency: 'usd',
  venue: 'Opera',
  startsAt: '2026-12-31T19:00:12.345Z',
  seat: null,
  sellerId: 'ann',
  status: 'available',
  orderId: null,
  version: 3,
  createdAt: '2026-11-22T10:00:00.000Z',
  updatedAt: '2026-11-22T10:00:00.000Z',
};

test('readDraft: a form that is filled in, trimmed, and null for what is left out', () => {
  const draft = { title: ' Front row ', price: '20.00', venue: ' ', startsAt: '', seat: '7' };
  expect(readDraft(draft, 'usd')).toEqual({
    input: { title: 'Front row', price: 2000, venue: null, startsAt: null, seat: '7' },
  });
});

test('readDraft: an empty form says what is missing, at its fields', () => {
  expect(readDraft(emptyDraft, 'usd')).toEqual({
    errors: {
      title: 'Say what the ticket is for.',
      price: 'Write a price above zero, such as 20.00.',
    },
  });
  expect(Object.keys(readDraft({ ...draftOf(ticket), price: '0' }, 'usd').errors ?? {})).toEqual(['price']);
});

test('editOf: a form that nobody touched changes nothing, also not the seconds that it does not show', () => {
  const { input } = readDraft(draftOf(ticket), 'usd');
  expect(input && editOf(input, ticket)).toEqual({});
});

test('editOf: only what is another value is sent', () => {
  const { input } = readDraft({ ...draftOf(ticket), price: '30', venue: '', seat: '7' }, 'usd');
  expect(input && editOf(input, ticket)).toEqual({ price: 3000, venue: null, seat: '7' });
  const without = readDraft({ ...draftOf(ticket), startsAt: '' }, 'usd');
  expect(without.input && editOf(without.input, ticket)).toEqual({ startsAt: null });
});

test('changesBetween: what people should be told of, and not the version', () => {
  const after: Ticket = { ...ticket, price: 3000, status: 'reserved', version: 4, updatedAt: 'later' };
  expect(changesBetween(ticket, after)).toEqual([
    { name: 'price', from: 2000, to: 3000 },
    { name: 'status', from: 'available', to: 'reserved' },
  ]);
  expect(changesBetween(ticket, { ...ticket, version: 9 })).toEqual([]);
});

test('rebase: what was typed stays, and all else is as it is now', () => {
  const base = draftOf(ticket);
  const draft = { ...base, title: 'My title', price: '25.00' };
  const current = draftOf({ ...ticket, price: 3000, venue: 'Theatre' });
  expect(rebase(draft, { base, current })).toEqual({
    ...base,
    title: 'My title',
    price: '25.00',
    venue: 'Theatre',
  });
});
