import { expect, test } from 'vitest';
import { createProgressLine } from '../src/progress-line.js';

test('progress: on a terminal, one line that is written anew at most ten times a second and taken away at the end', () => {
  const written: string[] = [];
  let now = 0;
  const terminal = { isTTY: true, columns: 80, write: (text: string) => written.push(text) > 0 };
  const { progress, clear } = createProgressLine(terminal, () => now);
  for (const done of [1000, 2000, 3000]) progress('keys', done, 3_000_000);
  now = 100;
  progress('records', 5, 3);
  clear();

  const line = (text: string) => `\r\u001b[K${text}`;
  expect(written).toEqual([line('keys: 1,000 of 3,000,000'), line('records: 5 of 5'), line('')]);
});

test('progress: a text longer than the line of the terminal, is cut', () => {
  const written: string[] = [];
  const terminal = { isTTY: true, columns: 10, write: (text: string) => written.push(text) > 0 };
  createProgressLine(terminal, () => 0).show('0123456789');
  expect(written).toEqual(['\r\u001b[K012345678']);
});

test('progress: not on a terminal, nothing', () => {
  const written: string[] = [];
  const terminal = { isTTY: false, columns: 80, write: (text: string) => written.push(text) > 0 };
  const { progress, show, clear } = createProgressLine(terminal, () => 0);
  progress('keys', 1, 2);
  show('all of it');
  clear();
  expect(written).toEqual([]);
});
