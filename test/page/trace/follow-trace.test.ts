import { expect, onTestFinished, test, vi } from 'vitest';
import { createApi } from '../../../web/api/client.js';
import type { Live, LiveMessage } from '../../../web/live/message.js';
import { createStore } from '../../../web/state/store.js';
import { followTrace } from '../../../web/trace/follow-trace.js';

const MINUTE_MS = 60_000;
const ticketId = '019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000';
const settled = { ticketId, lines: [] };

test('followTrace: of a ticket that nobody has it asks once, until something is told of it', async () => {
  const { follower, requests, tell, server } = follow({ status: 404, body: problem('not-found') });
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(requests).toHaveLength(1);
  expect(follower.followed.get().problem?.type).toBe('/problems/not-found');
  server.answer = { status: 200, body: settled };
  tell(ticketId);
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect([requests.length, follower.followed.get()]).toEqual([2, { trace: settled }]);
});

test('followTrace: while the server is away it asks again, less and less often, and shows what it knew', async () => {
  const { follower, requests, server } = follow({ status: 503, body: problem('unavailable') });
  await vi.advanceTimersByTimeAsync(10_000);
  // After 0.2, 0.4, 0.8 and 1.6 s, and then every 2 s.
  expect(requests).toHaveLength(8);
  server.answer = { status: 200, body: settled };
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect([requests.length, follower.followed.get()]).toEqual([9, { trace: settled }]);
});

test('followTrace: what is told of other tickets does not concern it, and stopped it asks no more', async () => {
  const { follower, requests, tell } = follow({ status: 200, body: settled });
  await vi.advanceTimersByTimeAsync(0);
  tell('019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3001');
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(requests).toHaveLength(1);
  follower.stop();
  tell(ticketId);
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(requests).toHaveLength(1);
});

function problem(slug: string) {
  return { type: `/problems/${slug}`, title: slug, status: 0, detail: slug, instance: '' };
}

function follow(answer: { readonly status: number; readonly body: object }) {
  vi.useFakeTimers();
  const server = { answer };
  const requests: string[] = [];
  vi.stubGlobal('fetch', ({ url }: Request) => {
    requests.push(url);
    const { status, body } = server.answer;
    return Promise.resolve(Response.json(body, { status }));
  });
  const listeners = new Set<(message: LiveMessage) => void>();
  const live: Live = {
    status: createStore('open'),
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const nothing = () => undefined;
  const api = createApi({
    ...{ origin: 'http://shop.example', token: nothing },
    ...{ onUnauthenticated: nothing, onAnswer: nothing },
  });
  const follower = followTrace({ api, live }, ticketId);
  onTestFinished(() => {
    follower.stop();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });
  return {
    ...{ follower, requests, server },
    tell(id: string): void {
      for (const listener of listeners) listener({ name: 'ticket', event: eventOf(id) });
    },
  };
}

function eventOf(id: string): Extract<LiveMessage, { name: 'ticket' }>['event'] {
  const time = '2026-11-22T10:00:00Z';
  return {
    ...{ id: `${id}/1`, type: 'ticket:updated', time, subject: id, sequence: 1 },
    data: {
      ...{ id, title: 'Concert', price: 2000, currency: 'usd', sellerId: 'ann', status: 'available' },
      ...{ venue: null, startsAt: null, seat: null, orderId: null, version: 1 },
      ...{ createdAt: time, updatedAt: time },
    },
  };
}
