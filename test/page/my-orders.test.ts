import { expect, onTestFinished, test, vi } from 'vitest';
import { createApi, type Order } from '../../web/api/client.js';
import type { Live, LiveMessage } from '../../web/live/message.js';
import { createMyOrders } from '../../web/market/my-orders.js';
import { createRecords } from '../../web/state/records.js';
import { createStore } from '../../web/state/store.js';
import { waitFor } from '../support/wait-for.js';

test('my orders: the first page could not be read: it says so, and is what is tried again', async () => {
  const page = buyer({ isAway: true });
  await page.untilIdle();
  expect(page.mine.state.get()).toMatchObject({ complete: false, problem: { status: 0 } });
  page.server.isAway = false;
  await page.mine.more();
  expect(page.mine.state.get()).toEqual({ phase: 'idle', complete: false, problem: undefined });
  expect(page.asked).toEqual(['ann first', 'ann first']);
});

test('my orders: older ones come a page at a time, until there is none', async () => {
  const page = buyer({ isAway: false });
  await page.untilIdle();
  await page.mine.more();
  expect([page.asked, page.mine.state.get().complete]).toEqual([['ann first', 'ann second'], true]);
});

test('my orders: events were missed and cannot be read anew: it begins anew when it is tried again', async () => {
  const page = buyer({ isAway: false });
  await page.untilIdle();
  page.server.isAway = true;
  page.missEvents();
  await page.untilIdle();
  page.server.isAway = false;
  await page.mine.more();
  expect(page.asked).toEqual(['ann first', 'ann first', 'ann first']);
});

test('my orders: another one signs in while a page is read: it counts for nothing, and theirs begin anew', async () => {
  let answer = () => {
    // Nothing is asked yet.
  };
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const page = buyer({ isAway: false, older: answered });
  await page.untilIdle();
  const older = page.mine.more();
  page.token.set('bob');
  await page.untilIdle();
  answer();
  await older;
  expect(page.asked).toEqual(['ann first', 'ann second', 'bob first']);
  expect(page.mine.state.get().complete).toBe(false);
});

/** The orders of somebody, ann at first, in two pages. */
function buyer(server: { isAway: boolean; older?: Promise<void> }) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async ({ url, headers }: Request) => {
    const cursor = new URL(url).searchParams.get('cursor') ?? 'first';
    asked.push(`${headers.get('Authorization')?.replace('Bearer ', '')} ${cursor}`);
    if (server.isAway) throw new TypeError('fetch failed');
    if (cursor === 'second') await server.older;
    return Response.json({ items: [], next: cursor === 'first' ? 'second' : null });
  });
  onTestFinished(() => void vi.unstubAllGlobals());

  const listeners = new Set<(message: LiveMessage) => void>();
  const live: Live = {
    status: createStore('open'),
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const token = createStore<string | undefined>('ann');
  const nothing = () => undefined;
  const api = createApi({
    ...{ origin: 'http://shop.example', token: token.get },
    ...{ onUnauthenticated: nothing, onAnswer: nothing },
  });
  const mine = createMyOrders({ api, live, token, orders: createRecords<Order>() });
  return {
    ...{ mine, token, server, asked },
    untilIdle: () => waitFor(() => mine.state.get().phase === 'idle', { what: 'the page to be read' }),
    missEvents(): void {
      for (const listener of listeners) listener({ name: 'reset' });
    },
  };
}
