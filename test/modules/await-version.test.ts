import { expect, test } from 'vitest';
import { awaitVersion } from '../../src/modules/orders/await-version.js';
import type { Replica } from '../../src/modules/orders/replica.js';
import { waitFor } from '../support/wait-for.js';

const PLACES = 500;

test('awaitVersion: more wait than there are places, the next is refused at once and a place that is left is free', async () => {
  const copy = copyOf(0);
  const waiting = Array.from({ length: PLACES }, () => awaitVersion(copy.read, 1));
  // The first look comes before the place is taken, the second one after.
  await waitFor(() => copy.reads >= 2 * PLACES, { what: 'all places to be taken' });

  const late = copyOf(0);
  expect(await awaitVersion(late.read, 1)).toEqual({ refused: 'replica-behind' });
  expect(late.reads).toBe(1);
  expect(await awaitVersion(copyOf(1).read, 1)).toBeUndefined();

  copy.version = 1;
  expect(await Promise.all(waiting)).toEqual(Array.from({ length: PLACES }, () => undefined));
  const next = copyOf(0);
  const patient = awaitVersion(next.read, 1);
  await waitFor(() => next.reads > 2, { what: 'the next one to wait' });
  next.version = 1;
  expect(await patient).toBeUndefined();
});

/** A copy of a ticket that gets ahead when the test says so, and counts how often it is looked at. */
function copyOf(version: number) {
  const copy = {
    version,
    reads: 0,
    read: (): Promise<Replica> => {
      copy.reads += 1;
      return Promise.resolve({ ...replica, version: copy.version });
    },
  };
  return copy;
}

const replica: Replica = {
  id: '018f0000-0000-7000-8000-000000000000',
  title: 'Concert',
  price: 2000,
  currency: 'usd',
  sellerId: 'ann',
  status: 'available',
  version: 0,
  orderId: null,
  sequence: 0,
};
