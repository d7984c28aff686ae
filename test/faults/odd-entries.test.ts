import { expect, onTestFinished, test } from 'vitest';
import { fieldsOf } from '../../src/bus/replies.js';
import { audit } from '../support/audit.js';
import { entryTypes } from '../support/entries.js';
import { entryFields, remove } from '../support/gaps.js';
import { startHoldfast } from '../support/holdfast.js';
import { listTicket, newUser, placeOrder, untilReplica, untilTicket } from '../support/http-market.js';
import { add } from '../support/ledger.js';
import { ownRedis } from '../support/own.js';
import { pauseGroup } from '../support/paused-group.js';
import { expectSound } from '../support/sound.js';
import { waitFor } from '../support/wait-for.js';

/** What each entry has that nobody can apply, as a change of the entry that announces a ticket. */
const poison: [string, (fields: Record<string, string>) => Record<string, string>][] = [
  ['an undecodable entry', () => ({ noise: '1' })],
  ['an entry whose data are cut', (fields) => ({ ...fields, data: `${fields.data?.slice(0, 20)}` })],
  ['an entry of unknown type', (fields) => ({ ...fields, type: 'ticket:exploded' })],
  ['an entry without a field that every server has written', (fields) => without('title', fields)],
];

test.each(poison)(
  'a server, %s among good ones: it is a dead letter, and the good ones are applied',
  async (_, spoil) => {
    const { redis, client, seller, buyer } = await open();
    const [first, ...tickets] = await Promise.all(Array.from({ length: 5 }, () => listTicket(seller)));
    if (!first) throw new Error('there is no ticket');
    const model = fieldsOf(await entryFields(client, first.id, 0));

    const resume = await pauseGroup(client, { stream: 'tickets', group: 'orders' });
    const edit = ({ id }: { id: string }) => seller.patch(`/api/tickets/${id}`, { price: 3000 });
    await Promise.all(tickets.slice(0, 2).map(edit));
    const odd = await add(client, '{0}:tickets', Object.entries(spoil(model)).flat());
    await Promise.all([first, ...tickets.slice(2)].map(edit));
    await resume();

    for (const { id } of [first, ...tickets]) await untilReplica(seller, id, { version: 1, price: 3000 });
    await placeOrder(buyer, first.id);
    const [letter, ...others] = await client.xrange('{0}:dead:orders', '-', '+');
    expect([fieldsOf(letter?.[1] ?? []).entryId, others]).toEqual([odd, []]);
    const { deadLetters, violations } = await audit(redis.target);
    expect(deadLetters).toMatchObject([{ key: '{0}:dead:orders', entryId: odd }]);
    // The auditor names the entry itself, and nothing else.
    for (const { keys } of violations) expect(keys.join()).toContain(odd);
    await client.xdel('{0}:tickets', odd);
    await expectSound(redis);
  },
);

test('a server, an entry of a server that knew fewer fields: what it did not know is null, and all goes on', async () => {
  const { redis, client, seller, buyer } = await open();
  await listTicket(seller);
  const resume = await pauseGroup(client, { stream: 'tickets', group: 'orders' });
  const { body: ticket } = await seller.post('/api/tickets', { title: 'Row 5', price: 2000 });
  const written = fieldsOf(await entryFields(client, ticket.id, 0));
  await remove(client, ticket.id, [0]);
  await add(client, '{0}:tickets', Object.entries(without('seat', without('venue', written))).flat());
  await resume();

  await untilReplica(seller, ticket.id, { version: 0, price: 2000 });
  await placeOrder(buyer, ticket.id);
  const { body: history } = await seller.get(`/api/tickets/${ticket.id}/history`);
  expect(history.items.map(({ version }: { version: number }) => version)).toEqual([0, 1]);
  expect(await client.exists('{0}:dead:orders')).toBe(0);
  await expectSound(redis);
});

test('a server, entries several times and the later one first: each is applied once, in order', async () => {
  const { redis, client, seller, buyer } = await open();
  const { id } = await listTicket(seller);
  const resume = await pauseGroup(client, { stream: 'tickets', group: 'orders' });
  for (const price of [3001, 3002]) await seller.patch(`/api/tickets/${id}`, { price });
  const [one, two] = [await entryFields(client, id, 1), await entryFields(client, id, 2)];
  const doubles: string[] = [];
  await remove(client, id, [1]);
  for (const fields of [two, one, one, two]) doubles.push(await add(client, '{0}:tickets', fields));
  await resume();

  await untilReplica(seller, id, { version: 2, price: 3002 });
  await placeOrder(buyer, id);
  await untilTicket(seller, id, { version: 3 });
  await waitFor(async () => (await client.xpending('{0}:tickets', 'orders'))[0] === 0, {
    what: 'all to be read',
  });
  expect(await client.exists('{0}:dead:orders')).toBe(0);

  // What was injected goes, and the line is put in order again: the records never noticed.
  await client.xdel('{0}:tickets', ...doubles.filter((_, i) => i !== 1));
  const types = await entryTypes(client, 'tickets', id);
  expect(types).toHaveLength(4);
  const { violations } = await audit(redis.target);
  expect(violations.filter(({ check }) => check !== 'versions' && check !== 'history')).toEqual([]);
});

async function open() {
  const redis = await ownRedis();
  const server = await startHoldfast(redis);
  onTestFinished(server.stop);
  const [seller, buyer] = [await newUser(server, 'seller'), await newUser(server, 'buyer')];
  return { redis, client: redis.connect(), server, seller, buyer };
}

/** The fields of an entry whose data lack a member. */
function without(name: string, fields: Record<string, string>): Record<string, string> {
  const { [name]: _, ...data } = JSON.parse(fields.data ?? '{}');
  return { ...fields, data: JSON.stringify(data) };
}
