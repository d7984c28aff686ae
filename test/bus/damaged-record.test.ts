import { expect, onTestFinished, test } from 'vitest';
import { openApplier } from '../support/applier.js';
import { entryTypes } from '../support/entries.js';
import { pendingIds } from '../support/groups.js';
import { accepted, by, listed, openMarket } from '../support/market.js';
import { ownRedis } from '../support/own.js';
import { waitFor } from '../support/wait-for.js';

test.each(['garbage', '', '1.5', '1e3', 'NaN', '01'])(
  'a record whose last sequence is damaged to "%s": its entry stays pending, and others go on',
  async (seen) => {
    const { client, ledger, openAccount, deliver, balance, pendingIds } = await openApplier(await ownRedis());
    const [damaged, sound] = [await openAccount(), await openAccount()];
    await client.hset(`{0}:${ledger.group}-account:${damaged}`, { seen });
    const entry = await ledger.deposit(client, damaged, 1);
    await ledger.deposit(client, sound, 1);
    await deliver();
    expect(await pendingIds()).toEqual([entry]);
    expect(await balance(damaged)).toBe(0);
    expect(await balance(sound)).toBe(1);
  },
);

test('a replica whose version is damaged: its entry stays pending, others go on, and it follows when repaired', async () => {
  const { redis, market } = await open();
  const { tickets, orders } = market;
  const [damaged, sound] = [await listed(market), await listed(market)];
  await waitFor(async () => (await pendingIds(redis, '{0}:tickets', 'orders')).length === 0, {
    what: 'both entries to be acknowledged',
  });
  await redis.hset(`{0}:orders:ticket:${damaged.id}`, { version: 'garbage' });
  await accepted(tickets.edit(damaged.id, by('ann'), { price: 3000 }));
  await accepted(tickets.edit(sound.id, by('ann'), { price: 4000 }));
  await waitFor(async () => (await orders.replica(sound.id))?.price === 4000, { what: 'the sound copy' });
  expect(await pendingIds(redis, '{0}:tickets', 'orders')).toHaveLength(1);
  expect(await redis.hget(`{0}:orders:ticket:${damaged.id}`, 'price')).toBe('2000');

  await redis.hset(`{0}:orders:ticket:${damaged.id}`, { version: '0' });
  await waitFor(async () => (await orders.replica(damaged.id))?.price === 3000, {
    what: 'the repaired copy',
  });
});

test('a field of a newer server in a hash: survives a change of the record, and is no change by itself', async () => {
  const { redis, market } = await open();
  const { tickets } = market;
  const { id } = await listed(market);
  const key = `{0}:tickets:${id}`;
  await redis.hset(key, { section: 'A' });
  expect(await accepted(tickets.edit(id, by('ann'), { price: 3000 }))).toMatchObject({ version: 1 });
  expect(await redis.hget(key, 'section')).toBe('A');

  const withdrawn = await accepted(tickets.withdraw(id, by('ann')));
  expect(withdrawn).toMatchObject({ version: 2, status: 'withdrawn' });
  expect(await accepted(tickets.withdraw(id, by('ann')))).toEqual(withdrawn);
  expect(await redis.hgetall(key)).toMatchObject({ section: 'A', version: '2' });
  expect(await entryTypes(redis, 'tickets', id)).toHaveLength(3);
});

test('a field of a newer server in a replica: survives what the replica follows', async () => {
  const { redis, market } = await open();
  const { tickets, orders } = market;
  const { id } = await listed(market);
  const key = `{0}:orders:ticket:${id}`;
  await redis.hset(key, { section: 'A' });
  await accepted(tickets.edit(id, by('ann'), { price: 3000 }));
  await waitFor(async () => (await orders.replica(id))?.version === 1, { what: 'the copy to follow' });
  expect(await redis.hget(key, 'section')).toBe('A');
});

async function open() {
  const server = await ownRedis();
  const market = openMarket({ target: server.target });
  onTestFinished(market.close);
  return { redis: server.connect(), market };
}
