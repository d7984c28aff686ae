import { readdir, readFile } from 'node:fs/promises';
import { expect, it, onTestFinished } from 'vitest';
import { startHoldfast } from '../support/holdfast.js';
import { listTicket, newUser, placeOrder } from '../support/http-market.js';
import { ownRedis } from '../support/own.js';
import { waitFor } from '../support/wait-for.js';

const DOCUMENT = 'docs/architecture.md';

it('docs/architecture.md: its table has every directory of src, and no other', async () => {
  const entries = await readdir('src', { withFileTypes: true });
  const there = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const told = [...(await readFile(DOCUMENT, 'utf8')).matchAll(/^\| `src\/([a-z-]+)\/` \|/gm)];
  expect(told.map(([, name]) => name).sort()).toEqual(there.sort());
});

it('docs/architecture.md: every key that a server writes is in its table', async () => {
  const redis = await ownRedis();
  const server = await startHoldfast(redis, { RATE_LIMIT_PER_MINUTE: '1000' });
  onTestFinished(server.stop);
  const [seller, buyer] = await Promise.all([newUser(server, 'seller'), newUser(server, 'buyer')]);
  const { id } = await listTicket(seller);
  await placeOrder(buyer, id);
  await buyer.post('/api/tickets', { title: 'Once', price: 1 }, { 'idempotency-key': 'a-key' });
  const client = redis.connect();
  const keys = await waitFor(
    async () => {
      const all = await client.keys('*');
      return all.some((key) => key.includes('by-status:reserved')) && all;
    },
    { what: 'the ticket to be reserved' },
  );

  const told = keysIn(await readFile(DOCUMENT, 'utf8'));
  expect(keys.length).toBeGreaterThan(12);
  expect(keys.filter((key) => !told.some((pattern) => pattern.test(key)))).toEqual([]);
});

/** The keys of its table, with whatever stands in angle brackets open. */
function keysIn(document: string): RegExp[] {
  const rows = document.split('\n').filter((line) => /^\| `(\{p\}|holdfast):/.test(line));
  const names = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)]);
  return names.map(([, name = '']) => {
    const [head = '', ...rest] = name.replace('{p}', '{0}').split(/<[^>]+>/);
    return new RegExp(`^${[head, ...rest].map((part) => part.replaceAll(/[{}]/g, '\\$&')).join('.+')}$`);
  });
}
