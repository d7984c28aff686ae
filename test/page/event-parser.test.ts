import { expect, test } from 'vitest';
import { createEventParser } from '../../web/live/event-parser.js';

test('event parser: a message of several lines, a comment, and a block without an end', () => {
  const parser = createEventParser();
  expect(parser.push(': beat\n\ndata: first\ndata:second\ndata:  third\n\ndata: not yet')).toEqual([
    { name: 'message', data: 'first\nsecond\n third' },
  ]);
  expect(parser.push('\n\n')).toEqual([{ name: 'message', data: 'not yet' }]);
});

test('event parser: an id without data is no event, and is how far one has seen', () => {
  const parser = createEventParser('0-0');
  expect(parser.lastEventId).toBe('0-0');
  expect(parser.push(': heartbeat\nid: 5-0\n\n')).toEqual([]);
  expect(parser.lastEventId).toBe('5-0');
  expect(parser.push('event: ticket\ndata: {}\n\n')).toEqual([{ name: 'ticket', data: '{}' }]);
  expect(parser.lastEventId).toBe('5-0');
});

test('event parser: an id counts only when its block has ended', () => {
  const parser = createEventParser('1-0');
  parser.push('id: 2-0\ndata: x');
  expect(parser.lastEventId).toBe('1-0');
  parser.push('\n\n');
  expect(parser.lastEventId).toBe('2-0');
});

test('event parser: a name without data is forgotten', () => {
  expect(createEventParser().push('event: x\n\ndata: y\n\n')).toEqual([{ name: 'message', data: 'y' }]);
});

test('event parser: retry is taken where it is a number', () => {
  const parser = createEventParser();
  expect(parser.retryMs).toBeUndefined();
  parser.push('retry: 50\n\nretry: soon\n\n');
  expect(parser.retryMs).toBe(50);
});

test('event parser: all three line breaks, cut anywhere, are the same', () => {
  for (const lineBreak of ['\n', '\r\n', '\r']) {
    const parser = createEventParser();
    const text = ['id: 7', 'event: ticket', 'data: a', '', 'data: b', '', ':'].join(lineBreak);
    const events = [...text].flatMap((character) => parser.push(character));
    expect(events).toEqual([
      { name: 'ticket', data: 'a' },
      { name: 'message', data: 'b' },
    ]);
    expect(parser.lastEventId).toBe('7');
  }
});
