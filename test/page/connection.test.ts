import { expect, onTestFinished, test, vi } from 'vitest';
import { retryAfterMs, waitBeforeRetry } from '../../web/live/back-off.js';
import { type ConnectionOptions, connect } from '../../web/live/connection.js';
import type { StreamEvent } from '../../web/live/event-parser.js';
import { waitFor } from '../support/wait-for.js';

test('connection: the first one is told to read anew, and then of events', async () => {
  const { follow, requests } = scripted(['retry: 1\n\nid: 1-0\nevent: ticket\ndata: {}\n\n', held]);
  const { seen } = follow();
  await waitFor(() => requests.length === 2, { what: 'the second connection' });
  expect(seen).toEqual(['reset', 'ticket {}']);
  expect(requests.map(lastEventId)).toEqual([null, '1-0']);
});

test('connection: lost in the middle, it goes on where it was, and nothing is read anew', async () => {
  const { follow, requests } = scripted([
    'retry: 1\n\nid: 1-0\ndata: a\n\nid: 2-0\ndata: half',
    'id: 2-0\ndata: b\n\n',
    held,
  ]);
  const { seen } = follow();
  await waitFor(() => requests.length === 3, { what: 'the third connection' });
  expect(seen).toEqual(['reset', 'message a', 'message b']);
  expect(requests.map(lastEventId)).toEqual([null, '1-0', '2-0']);
});

test('connection: a reset of the server is told, and is no event', async () => {
  const { follow } = scripted(['id: 9-0\nevent: reset\ndata: {}\n\ndata: a\n\n', held]);
  const { seen } = follow();
  await waitFor(() => seen.includes('message a'), { what: 'the event after the reset' });
  expect(seen).toEqual(['reset', 'reset', 'message a']);
});

test('connection: a place that the server does not know is forgotten, and all is read anew', async () => {
  const { follow, requests } = scripted(['retry: 1\n\nid: 1-0\n\n', 422, held]);
  const { seen } = follow();
  await waitFor(() => requests.length === 3, { what: 'the third connection' });
  await waitFor(() => seen.length === 2, { what: 'the reset' });
  expect(requests.map(lastEventId)).toEqual([null, '1-0', null]);
  expect(seen).toEqual(['reset', 'reset']);
});

test('connection: a token that is refused is told, and the next attempt asks for the token again', async () => {
  let token: string | undefined = 'old';
  const { follow, requests } = scripted(['retry: 1\n\nid: 1-0\n\n', 401, held]);
  const { seen } = follow({
    token: () => token,
    onUnauthenticated: () => {
      seen.push('unauthenticated');
      token = undefined;
    },
  });
  await waitFor(() => requests.length === 3, { what: 'the third connection' });
  expect(seen).toEqual(['reset', 'unauthenticated']);
  expect(requests.map(({ headers }) => headers.get('authorization'))).toEqual([
    'Bearer old',
    'Bearer old',
    null,
  ]);
});

test('connection: renewed, it asks as somebody else and reads anew, from where it was', async () => {
  const { follow, requests } = scripted(['id: 4-0\n\n', held, held]);
  const { seen, connection } = follow({ random: () => 0 });
  await waitFor(() => connection.status.get() === 'waiting', { what: 'the first connection to end' });
  connection.wake();
  await waitFor(() => connection.status.get() === 'open', { what: 'the second connection' });
  connection.renew();
  await waitFor(() => requests.length === 3 && seen.length === 2, { what: 'the third connection' });
  expect(seen).toEqual(['reset', 'reset']);
  expect(requests.map(lastEventId)).toEqual([null, '4-0', '4-0']);
  expect(requests[1]?.signal.aborted).toBe(true);
});

test('connection: renewed while the server is away, it reads anew as soon as it is back', async () => {
  const { follow, requests } = scripted(['retry: 1\n\nid: 4-0\n\n', held, 503, 503, held]);
  const { seen, connection } = follow();
  await waitFor(() => requests.length === 2 && connection.status.get() === 'open', {
    what: 'the second one',
  });
  connection.renew();
  await waitFor(() => requests.length === 5 && connection.status.get() === 'open', { what: 'the fifth one' });
  expect(seen).toEqual(['reset', 'reset']);
  expect(requests.map(lastEventId)).toEqual([null, '4-0', '4-0', '4-0', '4-0']);
});

test('connection: one that ends is let go of, refused or not', async () => {
  const { follow, requests } = scripted(['retry: 1\n\nid: 1-0\n\n', 503, held]);
  follow();
  await waitFor(() => requests.length === 3, { what: 'the third connection' });
  expect(requests.map(({ signal }) => signal.aborted)).toEqual([true, true, false]);
});

test('connection: who is told throws: it is told, the connection let go of, and what comes next read anew', async () => {
  const onMistake = vi.fn();
  const { follow, requests } = scripted([
    'retry: 1\n\nid: 1-0\ndata: a\n\n',
    open('id: 2-0\ndata: bad\n\n'),
    held,
  ]);
  const mistake = new Error('a mistake of the page');
  const { seen, connection } = follow({
    onEvent({ data }) {
      if (data === 'bad') throw mistake;
    },
    onMistake,
  });
  await waitFor(() => requests.length === 3 && connection.status.get() === 'open', { what: 'the third one' });
  expect(onMistake.mock.calls).toEqual([[mistake]]);
  expect(requests[1]?.signal.aborted).toBe(true);
  expect(requests.map(lastEventId)).toEqual([null, '1-0', '2-0']);
  expect(seen).toEqual(['reset', 'reset']);
});

test('connection: one that is silent for too long is made anew', async () => {
  const { follow, requests } = scripted([silent, held]);
  const { connection } = follow({ silentMs: 20 });
  await waitFor(() => connection.status.get() === 'waiting', { what: 'the silence to be noticed' });
  expect(requests[0]?.signal.aborted).toBe(true);
  connection.wake();
  await waitFor(() => requests.length === 2, { what: 'the second connection' });
});

test('connection: closed, it does not come back', async () => {
  const { follow, requests } = scripted(['retry: 1\n\n', held, held]);
  const { connection } = follow();
  await waitFor(() => requests.length === 2, { what: 'the second connection' });
  connection.close();
  expect(requests[1]?.signal.aborted).toBe(true);
  connection.wake();
  connection.renew();
  await new Promise((resolve) => setImmediate(resolve));
  expect(requests).toHaveLength(2);
});

test('waitBeforeRetry: twice as long after each failure, half of it by chance, up to half a minute', () => {
  const wait = (failures: number, random: number) =>
    waitBeforeRetry({ failures, retryMs: 1000, retryAfterMs: 0, random });
  expect([0, 1, 2, 3].map((failures) => wait(failures, 0))).toEqual([500, 1000, 2000, 4000]);
  expect([0, 1, 2, 3].map((failures) => wait(failures, 1))).toEqual([1000, 2000, 4000, 8000]);
  expect([wait(50, 0), wait(50, 1)]).toEqual([15_000, 30_000]);
});

test('waitBeforeRetry: never sooner than the server asks for', () => {
  const wait = waitBeforeRetry({ failures: 1, retryMs: 1000, retryAfterMs: 7000, random: 0 });
  expect(wait).toBe(7000);
});

test.each([
  ['2', 2000],
  ['0', 0],
  [null, 0],
  ['Wed, 21 Oct 2026 07:28:00 GMT', 0],
  ['-1', 0],
])('retryAfterMs: %s is %d ms', (value, ms) => {
  expect(retryAfterMs(value)).toBe(ms);
});

/** A connection that stays open: at its beginning it has sent something, or not even that. */
const held = Symbol('held');
const silent = Symbol('silent');
type Step = string | number | Open | typeof held | typeof silent;

/** One that stays open after it has sent this. */
interface Open {
  readonly sent: string;
}

function open(sent: string): Open {
  return { sent };
}

/** A server that answers its requests by a script: a body that ends, a refusal, or a stream that stays open. */
function scripted(steps: readonly Step[]) {
  const requests: { headers: Headers; signal: AbortSignal }[] = [];
  const get = ((_: string, init: RequestInit) => {
    const step = steps[requests.length] ?? held;
    const signal = init.signal ?? new AbortController().signal;
    requests.push({ headers: new Headers(init.headers), signal });
    if (typeof step === 'number') return Promise.resolve(new Response('{}', { status: step }));
    return Promise.resolve(new Response(bodyOf(step, signal)));
  }) as typeof fetch;

  function follow(options: Partial<ConnectionOptions> = {}) {
    const seen: string[] = [];
    const connection = connect({
      url: '/api/events',
      token: () => undefined,
      onEvent: ({ name, data }: StreamEvent) => seen.push(`${name} ${data}`),
      onReset: () => seen.push('reset'),
      onUnauthenticated: () => seen.push('unauthenticated'),
      onMistake: () => seen.push('mistake'),
      fetch: get,
      ...options,
    });
    onTestFinished(connection.close);
    return { seen, connection };
  }

  return { follow, requests };
}

function bodyOf(step: Exclude<Step, number>, signal: AbortSignal): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      signal.addEventListener('abort', () => controller.error(signal.reason));
      if (step === silent) return;
      controller.enqueue(new TextEncoder().encode(textOf(step)));
      if (typeof step === 'string') controller.close();
    },
  });
}

function textOf(step: string | Open | typeof held): string {
  if (typeof step === 'string') return step;
  return typeof step === 'object' ? step.sent : ': open\n\n';
}

function lastEventId({ headers }: { headers: Headers }): string | null {
  return headers.get('last-event-id');
}
