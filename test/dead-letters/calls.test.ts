import { expect, test } from 'vitest';
import type { Client } from '../../src/client/index.js';
import { createDeadLetterCalls } from '../../src/dead-letters/calls.js';
import { printList } from '../../src/dead-letters/print.js';

const letter = (n: number) => ({
  id: `orders-0-${n}-0`,
  ...{ group: 'orders', stream: 'tickets', partition: 0, entryId: `${n}-0`, type: 'ticket:updated' },
  ...{ subject: 'a ticket', sequence: n, error: 'no', attempts: 10, failedAt: null, waiting: 0, data: null },
});

/** A server with three pages, and what it was asked. */
function threePages() {
  const asked: string[] = [];
  const pages: Record<string, object> = {
    '': { items: [letter(5), letter(4)], next: 'a/b=' },
    'a/b=': { items: [letter(3), letter(2)], next: 'c' },
    c: { items: [letter(1)], next: null },
  };
  const client: Client = {
    call(_, path) {
      asked.push(path);
      const cursor = new URL(path, 'http://x').searchParams.get('cursor') ?? '';
      return Promise.resolve(pages[cursor]);
    },
  };
  return { asked, calls: createDeadLetterCalls(client) };
}

test('dead letters, more than a page: one page leads to the next until there is none', async () => {
  const { asked, calls } = threePages();
  const ids: string[] = [];
  for await (const page of calls.pages()) ids.push(...page.map(({ id }) => id));
  expect(ids).toEqual([5, 4, 3, 2, 1].map((n) => `orders-0-${n}-0`));
  const path = '/api/admin/dead-letters?limit=100';
  expect(asked).toEqual([path, `${path}&cursor=a%2Fb%3D`, `${path}&cursor=c`]);
});

test('dead letters, the one that is looked for is on a page: no further page is asked for', async () => {
  const { asked, calls } = threePages();
  for await (const page of calls.pages()) {
    if (page.some(({ id }) => id === 'orders-0-3-0')) break;
  }
  expect(asked).toHaveLength(2);
});

test('dead letters, a table: a long error is cut, and what a terminal would obey is spelt out', () => {
  const lines = printList([
    { ...letter(1), error: `line 1\nline 2 ${'x'.repeat(100)}`, type: '\u001b[31m' },
    { ...letter(22), entryId: null, subject: null },
  ]).split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(
    /^orders-0-1-0 {3}tickets 1-0 {2}\\u001b\[31m +1 +a ticket +10 +0 +- +line 1 line 2 x+…$/,
  );
  expect(lines[2]).toMatch(/^orders-0-22-0 {2}- +ticket:updated +22 +- +10 +0 +- +no$/);
});
