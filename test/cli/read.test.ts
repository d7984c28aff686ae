import { expect, test } from 'vitest';
import { readDuration } from '../../src/cli/read-duration.js';
import { readUrl } from '../../src/cli/read-url.js';

test.each([
  ['90s', 90],
  ['15m', 900],
  ['12h', 43_200],
  ['7d', 604_800],
])('readDuration, %s: in seconds', (text, seconds) => {
  expect(readDuration(text)).toBe(seconds);
});

test.each(['', '0s', '12', '-1h', '1.5h', '1w', '100000s', '12h ', '012h'])(
  'readDuration, %j: refused',
  (text) => {
    expect(() => readDuration(text)).toThrow('Use a number from 1 to 99999 and s, m, h or d behind it.');
  },
);

test.each([
  ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ['https://tickets.example/', 'https://tickets.example'],
  ['https://example.com/shop/', 'https://example.com/shop'],
])('readUrl, %s: the address without a slash at its end', (text, url) => {
  expect(readUrl(text)).toBe(url);
});

test.each(['', '127.0.0.1:3000', 'localhost:3000', 'ftp://x', 'redis://127.0.0.1'])(
  'readUrl, %j: refused',
  (text) => {
    expect(() => readUrl(text)).toThrow('Use http://host:port or https://host.');
  },
);

test.each(['http://ann:secret@x', 'http://x?a=1', 'http://x#a'])('readUrl, %s: refused', (text) => {
  expect(() => readUrl(text)).toThrow('without a user, a query or a fragment');
});
