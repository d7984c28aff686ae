import { expect, test } from 'vitest';
import { editablePrice, formatPrice, parsePrice } from '../../web/format/money.js';

test.each([
  [2000, 'usd', '$20.00'],
  [1, 'usd', '$0.01'],
  [123_456, 'usd', '$1,234.56'],
  [2000, 'jpy', '¥2,000'],
  [2000, 'kwd', 'KWD 2.000'],
])('formatPrice: %d minor units of %s are %s', (minor, currency, text) => {
  // Between a code and an amount stands a space that does not break.
  expect(formatPrice(minor, currency, 'en').replaceAll('\u00a0', ' ')).toBe(text);
});

test.each([
  ['20', 'usd', 2000],
  ['20.5', 'usd', 2050],
  ['20,50', 'usd', 2050],
  [' 0.01 ', 'usd', 1],
  ['19.99', 'usd', 1999],
  ['2000', 'jpy', 2000],
  ['1.234', 'kwd', 1234],
  ['0', 'usd', 0],
])('parsePrice: %s in %s is %d', (text, currency, minor) => {
  expect(parsePrice(text, currency)).toBe(minor);
});

test.each([
  ['', 'usd'],
  ['twenty', 'usd'],
  ['-1', 'usd'],
  ['1.234', 'usd'],
  ['1,234.50', 'usd'],
  ['20.', 'usd'],
  ['.5', 'usd'],
  ['1e3', 'usd'],
  ['20.5', 'jpy'],
  ['$20', 'usd'],
])('parsePrice: %s in %s is none', (text, currency) => {
  expect(parsePrice(text, currency)).toBeUndefined();
});

test.each([
  [1, 'usd'],
  [1999, 'usd'],
  [100_000_000, 'usd'],
  [7, 'jpy'],
  [1001, 'kwd'],
])('editablePrice: %d of %s comes back as it was', (minor, currency) => {
  expect(parsePrice(editablePrice(minor, currency), currency)).toBe(minor);
});
