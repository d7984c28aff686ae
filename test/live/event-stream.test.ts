import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createEventStream, type EventStreamOptions } from '../../src/live/event-stream.js';
import { waitFor } from '../support/wait-for.js';

describe('send', () => {
  test('frames: read in their order, and those that were sent in one go as one chunk', async () => {
    const { stream, reader } = open();
    for (const text of ['a', 'b', 'c']) stream.send(frame(text));
    expect(await read(reader)).toBe('abc');
    stream.send(frame('d'));
    expect(await read(reader)).toBe('d');
  });

  test('nobody reads: cut off once, as soon as all that may wait does wait', () => {
    const { stream, cut, onClose } = open({ maxBufferedBytes: 100 });
    for (let sent = 0; sent < 90; sent += 10) stream.send(frame('x'.repeat(10)));
    expect([stream.closed, cut.mock.calls.length]).toEqual([false, 0]);
    for (let i = 0; i < 5; i += 1) stream.send(frame('x'.repeat(10)));
    expect([stream.closed, cut.mock.calls.length, onClose.mock.calls.length]).toEqual([true, 1, 1]);
  });

  test('somebody reads all: may be sent any number of bytes', async () => {
    const { stream, reader, cut } = open({ maxBufferedBytes: 100 });
    for (let i = 0; i < 100; i += 1) {
      stream.send(frame('x'.repeat(50)));
      await read(reader);
    }
    expect([stream.closed, cut.mock.calls.length]).toEqual([false, 0]);
  });

  test('after the end: nothing', async () => {
    const { stream, reader } = open();
    stream.end();
    stream.send(frame('late'));
    expect(await reader.read()).toEqual({ done: true, value: undefined });
  });
});

describe('room', () => {
  test('less than half of what may wait: there is room at once', async () => {
    const { stream } = open({ maxBufferedBytes: 100 });
    stream.send(frame('x'.repeat(50)));
    expect(await settled(stream.room())).toBe(true);
  });

  test('more than half: there is room when enough is read', async () => {
    const { stream, reader, cut } = open({ maxBufferedBytes: 100 });
    for (let i = 0; i < 9; i += 1) {
      stream.send(frame('x'.repeat(10)));
      await nextTurn();
    }
    const room = stream.room();
    for (let i = 0; i < 3; i += 1) {
      expect(await settled(room)).toBe(false);
      await read(reader);
    }
    await read(reader);
    await room;
    expect(cut).not.toHaveBeenCalled();
  });

  test('nothing is read for too long: cut off', async () => {
    const { stream, cut, onClose } = open({ maxBufferedBytes: 100, patienceMs: 20 });
    stream.send(frame('x'.repeat(90)));
    await stream.room();
    expect([stream.closed, cut.mock.calls.length, onClose.mock.calls.length]).toEqual([true, 1, 1]);
  });

  test.each<[string, number, (opened: ReturnType<typeof open>) => unknown]>([
    ['cancelled', 0, ({ reader }) => reader.cancel()],
    // The end has a timer of its own.
    ['ended', 1, ({ stream }) => stream.end()],
    ['cut off', 0, ({ stream }) => stream.send(frame('x'.repeat(100)))],
  ])('%s while it is waited for: waits no longer, and leaves %i timers', async (_, timers, close) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const opened = open({ maxBufferedBytes: 100, patienceMs: 60_000 });
    opened.stream.send(frame('x'.repeat(90)));
    const room = opened.stream.room();
    expect(vi.getTimerCount()).toBe(1);
    await close(opened);
    await room;
    expect(vi.getTimerCount()).toBe(timers);
  });
});

describe('end', () => {
  test('frames that wait: are read before the end', async () => {
    const { stream, reader, onClose } = open();
    stream.send(frame('a'));
    stream.end();
    stream.end();
    expect([stream.closed, onClose.mock.calls.length]).toEqual([true, 1]);
    expect(await read(reader)).toBe('a');
    expect((await reader.read()).done).toBe(true);
  });

  test('a client that does not take it: is cut off after its time', async () => {
    const { stream, cut } = open({ patienceMs: 20 });
    stream.send(frame('a'));
    stream.end();
    expect(cut).not.toHaveBeenCalled();
    await waitFor(() => cut.mock.calls.length === 1, { what: 'the client to be cut off' });
  });
});

test('a body that is cancelled: closes the stream once, without cutting off', async () => {
  const { stream, reader, cut, onClose } = open();
  await reader.cancel();
  stream.send(frame('late'));
  stream.end();
  expect([stream.closed, onClose.mock.calls.length, cut.mock.calls.length]).toEqual([true, 1, 0]);
});

function open(options: Partial<EventStreamOptions> = {}) {
  const cut = vi.fn<() => void>();
  const onClose = vi.fn<() => void>();
  const stream = createEventStream({ maxBufferedBytes: 1000, patienceMs: 60_000, cut, onClose, ...options });
  return { stream, reader: stream.body.getReader(), cut, onClose };
}

function frame(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  return new TextDecoder().decode((await reader.read()).value);
}

/** Whether it is settled when all is done that can be done now. */
function settled(promise: Promise<unknown>): Promise<boolean> {
  return Promise.race([promise.then(() => true), nextTurn().then(() => false)]);
}
