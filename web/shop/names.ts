import type { Order, Ticket } from '../api/client.js';
import { formatPrice } from '../format/money.js';
import { formatTime } from '../format/time.js';
import type { Change } from '../market/changes.js';
import type { Named } from '../ui/badge.js';

const ofTickets: Readonly<Record<Ticket['status'], Named>> = {
  available: { name: 'Available', tone: 'good' },
  reserved: { name: 'Reserved', tone: 'held' },
  sold: { name: 'Sold', tone: 'done' },
  withdrawn: { name: 'Withdrawn', tone: 'off' },
};

export function ticketStatus({ status }: Ticket): Named {
  return ofTickets[status];
}

export function orderStatus({ status, reason }: Order): Named {
  if (status === 'complete') return { name: 'Paid', tone: 'good' };
  if (status === 'created') return { name: 'Held for you', tone: 'held' };
  if (reason === 'expired') return { name: 'Expired', tone: 'off' };
  return { name: reason === 'ticket-withdrawn' ? 'Withdrawn by the seller' : 'Cancelled', tone: 'off' };
}

/** What a field is called. */
export const fieldNames: Readonly<Record<Change['name'], string>> = {
  title: 'Title',
  price: 'Price',
  venue: 'Venue',
  startsAt: 'Time',
  seat: 'Seat',
  currency: 'Currency',
  status: 'Status',
};

/** The value of a field as people read it. */
export function printValue(name: Change['name'], value: Change['to'], currency: string): string {
  if (value === null) return 'none';
  if (name === 'price') return formatPrice(Number(value), currency);
  if (name === 'startsAt') return formatTime(String(value));
  return String(value);
}
