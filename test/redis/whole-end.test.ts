import { expect, test } from 'vitest';
import { findWholeEnd } from '../../src/redis/whole-end.js';

const FIRST = '*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n';
const TRANSACTION = `#TS:1700000000\r\n*1\r\n$5\r\nMULTI\r\n${FIRST}*1\r\n$4\r\nEXEC\r\n`;

test('findWholeEnd: it comes in two pieces, wherever they are parted, or byte by byte: the end is the same', () => {
  const text = Buffer.from(`${FIRST}${TRANSACTION}${FIRST}*1\r\n$5\r\nMULTI\r\n${FIRST}`);
  const end = Buffer.byteLength(FIRST + TRANSACTION + FIRST);
  for (let at = 0; at <= text.length; at += 1)
    expect(endOf(text.subarray(0, at), text.subarray(at))).toBe(end);
  expect(endOf(...[...text].map((byte) => Buffer.from([byte])))).toBe(end);
});

test('findWholeEnd: an argument of 8 GB of which the end is missing, is passed over and not kept', () => {
  const piece = Buffer.alloc(1 << 20, 'x');
  const found = findWholeEnd();
  found.read(Buffer.from(`${FIRST}*2\r\n$3\r\nGET\r\n$${8 * 2 ** 30}\r\n`));
  const { arrayBuffers } = process.memoryUsage();
  for (let i = 0; i < 8191; i += 1) found.read(piece);
  expect(found.end).toBe(FIRST.length);
  expect(process.memoryUsage().arrayBuffers - arrayBuffers).toBeLessThan(16 << 20);
  found.read(piece);
  found.read(Buffer.from('\r\n'));
  expect(found.end).toBe(FIRST.length + '*2\r\n$3\r\nGET\r\n$8589934592\r\n\r\n'.length + 8 * 2 ** 30);
});

test('findWholeEnd: a line that does not end, is no append-only file', () => {
  expect(() => endOf(Buffer.from(FIRST), Buffer.alloc(1025, '#'))).toThrow(
    /this is no append-only file: "#{40}" stands where the end of a line is expected/,
  );
});

function endOf(...pieces: Buffer[]): number {
  const found = findWholeEnd();
  for (const piece of pieces) found.read(piece);
  return found.end;
}
