import { expect, test } from 'vitest';
import { createEventReader } from '../support/event-reader.js';

// The reader that the tests of the streams rely on. The streams are examples of the standard, or made like them.

test('event reader: a message of several lines, comments, and a block without an end', () => {
  const { messages, comments } = read(
    ': test stream\n\ndata: first\ndata:second\ndata:  third\n\ndata: lost',
  );
  expect(messages).toEqual([{ event: 'message', data: 'first\nsecond\n third', lastEventId: '' }]);
  expect(comments).toEqual(['test stream']);
});

test('event reader: an id without data, is no message but is remembered, until there is another', () => {
  const { messages, ids } = read('id: 1\n\nevent: x\ndata: y\n\n: beat\nid: 2\n\nid\n\ndata\n\n');
  expect(messages).toEqual([
    { event: 'x', data: 'y', lastEventId: '1' },
    { event: 'message', data: '', lastEventId: '' },
  ]);
  expect(ids).toEqual(['1', '1', '2', '', '']);
});

test('event reader: a name without data, is forgotten', () => {
  expect(read('event: x\n\ndata: y\n\n').messages).toEqual([
    { event: 'message', data: 'y', lastEventId: '' },
  ]);
});

test('event reader: all three line breaks, cut into bytes anywhere, are the same', () => {
  for (const lineBreak of ['\n', '\r\n', '\r']) {
    const text = ['retry: 50', 'id: é', 'data: a', '', 'retry: x', 'data: ü', '', ''].join(lineBreak);
    const { messages, retryMs } = read(`${text}:`, 1);
    expect(retryMs).toBe(50);
    expect(messages.map(({ data, lastEventId }) => [data, lastEventId])).toEqual([
      ['a', 'é'],
      ['ü', 'é'],
    ]);
  }
});

function read(text: string, chunkLength = 1000) {
  const { received, write } = createEventReader();
  const bytes = new TextEncoder().encode(text);
  for (let from = 0; from < bytes.length; from += chunkLength)
    write(bytes.subarray(from, from + chunkLength));
  return received;
}
