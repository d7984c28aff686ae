import { describe, expect, test } from 'vitest';
import { hold, meet, requests } from '../support/intercept.js';
import { loseReplyAndRedis, openTwo, ordersOf, ticketLine } from '../support/law-3.js';
import { accepted, by, listed } from '../support/market.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

describe('a rival writes between WATCH and EXEC', () => {
  test.each([
    { what: 'the connection is cut', verdict: 'cut-before' as const },
    { what: 'the connection holds', verdict: undefined },
  ])("$what: the rival's change survives, and ours is decided again on top of it", async ({ verdict }) => {
    const { proxied, direct, proxy } = await openTwo(redis);
    const { id } = await listed(direct);
    meet(proxy, requests.exec, async () => {
      await accepted(direct.tickets.edit(id, by('ann'), { title: 'Rival' }));
      return verdict;
    });
    const edited = await accepted(proxied.tickets.edit(id, by('ann'), { price: 3000 }));
    expect(edited).toMatchObject({ version: 2, title: 'Rival', price: 3000 });
    expect(edited).toEqual(await direct.tickets.get(id));
    expect(await ticketLine(redis, id)).toEqual([
      '0: Concert for 2000',
      '1: Rival for 2000',
      '2: Rival for 3000',
    ]);
  });

  test('the rival takes the ticket, and the connection is cut: our order is refused, and there is one', async () => {
    const { proxied, direct, proxy } = await openTwo(redis);
    const { id: ticketId } = await listed(direct);
    meet(proxy, requests.exec, async () => {
      await accepted(direct.orders.place('rival', { ticketId }));
      return 'cut-before';
    });
    expect(await proxied.orders.place('bob', { ticketId })).toEqual({ refused: 'ticket-reserved' });
    const { ids, announced } = await ordersOf(redis, ticketId);
    expect(ids).toHaveLength(1);
    expect(announced.map(({ buyerId }) => buyerId)).toEqual(['rival']);
  });
});

describe('the reply to EXEC is lost', () => {
  test('an edit: applied once, and answered once with what is stored', async () => {
    const { proxied, direct, proxy } = await openTwo(redis);
    const ticket = await listed(direct);
    const lost = meet(proxy, requests.exec, 'cut-after');
    const edited = await accepted(proxied.tickets.edit(ticket.id, by('ann'), { price: 3000 }));
    expect(lost.times).toBe(1);
    expect(edited).toEqual({ ...ticket, price: 3000, version: 1, updatedAt: edited.updatedAt });
    expect(edited).toEqual(await direct.tickets.get(ticket.id));
    expect(await ticketLine(redis, ticket.id)).toEqual(['0: Concert for 2000', '1: Concert for 3000']);
  });

  test('an order: there is one, the one that was answered, and it is announced once', async () => {
    const { proxied, direct, proxy } = await openTwo(redis);
    const { id: ticketId } = await listed(direct);
    meet(proxy, requests.exec, 'cut-after');
    const order = await accepted(proxied.orders.place('bob', { ticketId }));
    expect(await ordersOf(redis, ticketId)).toEqual({ ids: [order.id], announced: [order] });
  });

  // Asking must not change the answer: SET … GET would tell the second question what the first one had set.
  test.each([
    {
      what: 'Redis never got the EXEC, three times',
      kind: requests.exec,
      cut: 'cut-before' as const,
      times: 3,
    },
    {
      what: "twice the fence's answer is lost too",
      kind: requests.recovery,
      cut: 'cut-after' as const,
      times: 2,
    },
    {
      what: 'twice the question to the fence is lost',
      kind: requests.recovery,
      cut: 'cut-before' as const,
      times: 2,
    },
  ])('$what: an order is made once, and answered once', async ({ kind, cut, times }) => {
    const { proxied, direct, proxy } = await openTwo(redis);
    const { id: ticketId } = await listed(direct);
    const lost = meet(proxy, kind, cut, times);
    if (kind === requests.recovery) meet(proxy, requests.exec, 'cut-after');
    const order = await accepted(proxied.orders.place('bob', { ticketId }));
    expect(lost.times).toBe(times);
    expect(await ordersOf(redis, ticketId)).toEqual({ ids: [order.id], announced: [order] });
  });

  test('a rival changes the record before the fence is asked: applied once, and answered as it was then', async () => {
    const { proxied, direct, proxy } = await openTwo(redis);
    const { id } = await listed(direct);
    meet(proxy, requests.exec, 'cut-after');
    meet(proxy, requests.recovery, async () => {
      await accepted(direct.tickets.edit(id, by('ann'), { title: 'Rival' }));
      return undefined;
    });
    const edited = await accepted(proxied.tickets.edit(id, by('ann'), { price: 3000 }));
    expect(edited).toMatchObject({ version: 1, title: 'Concert', price: 3000 });
    expect(await ticketLine(redis, id)).toEqual([
      '0: Concert for 2000',
      '1: Concert for 3000',
      '2: Rival for 3000',
    ]);
  });

  test('Redis stays away: outcome-unknown within 2 s, stored once, and the next change is the next version', async () => {
    const { proxied, direct, proxy } = await openTwo(redis);
    const { id } = await listed(direct);
    const back = loseReplyAndRedis(proxy);
    await expectUnavailable('outcome-unknown', () => proxied.tickets.edit(id, by('ann'), { price: 3000 }));
    back();
    await accepted(proxied.tickets.edit(id, by('ann'), { title: 'Play' }));
    expect(await ticketLine(redis, id)).toEqual([
      '0: Concert for 2000',
      '1: Concert for 3000',
      '2: Play for 3000',
    ]);
  });
});

describe('the EXEC is late', () => {
  test('the fence was asked meanwhile: it fails when it arrives, and another one has made the order', async () => {
    const { proxied, direct, proxy } = await openTwo(redis, { replyTimeoutMs: 100 });
    const { id: ticketId } = await listed(direct);
    const late = hold(proxy, requests.exec);
    const order = await accepted(proxied.orders.place('bob', { ticketId }));
    const lanes = await countLanes();
    late.release();
    // Redis sees the end of the old connection only after all that was sent before it.
    await waitFor(async () => (await countLanes()) < lanes, { what: 'the late EXEC to have arrived' });
    expect(await ordersOf(redis, ticketId)).toEqual({ ids: [order.id], announced: [order] });
  });

  test('the caller was told unavailable, as the fence had said no: no order exists when it arrives', async () => {
    const { proxied, direct, proxy } = await openTwo(redis, { replyTimeoutMs: 100 });
    const { id: ticketId } = await listed(direct);
    const late = hold(proxy, requests.exec);
    const asked = meet(proxy, requests.recovery, undefined);
    proxy.onRequest((chunk) =>
      asked.times > 0 && requests.watch.test(String(chunk)) ? 'cut-before' : undefined,
    );
    await expectUnavailable('unavailable', () => proxied.orders.place('bob', { ticketId }));
    const lanes = await countLanes();
    late.release();
    await waitFor(async () => (await countLanes()) < lanes, { what: 'the late EXEC to have arrived' });
    expect(await ordersOf(redis, ticketId)).toEqual({ ids: [], announced: [] });
  });

  test('the caller was told outcome-unknown: it is stored once or never, and the next change is the next version', async () => {
    const { proxied, direct, proxy } = await openTwo(redis);
    const { id } = await listed(direct);
    meet(proxy, requests.exec, () => {
      proxy.blackHole();
      return Promise.resolve(undefined);
    });
    await expectUnavailable('outcome-unknown', () => proxied.tickets.edit(id, by('ann'), { price: 3000 }));
    proxy.heal();
    const { version } = await accepted(proxied.tickets.edit(id, by('ann'), { title: 'Play' }));
    const line = await ticketLine(redis, id);
    expect(line).toHaveLength(version + 1);
    expect(line.filter((entry) => entry.endsWith('Concert for 3000')).length).toBeLessThan(2);
  });
});

describe('Redis falls silent before the EXEC', () => {
  test('an edit: unavailable within 2 s, and it is not written later either', async () => {
    const { proxied, direct, proxy } = await openTwo(redis);
    const { id } = await listed(direct);
    await accepted(proxied.tickets.edit(id, by('ann'), { price: 2500 }));
    proxy.blackHole();
    await expectUnavailable('unavailable', () => proxied.tickets.edit(id, by('ann'), { price: 3000 }));
    proxy.heal();
    await accepted(proxied.tickets.edit(id, by('ann'), { title: 'Play' }));
    expect(await ticketLine(redis, id)).toEqual([
      '0: Concert for 2000',
      '1: Concert for 2500',
      '2: Play for 2500',
    ]);
  });

  test.each([
    { what: 'before the WATCH', kind: undefined },
    { what: 'with the WATCH under way', kind: requests.watch },
  ])('an order, $what: unavailable within 2 s, and no order exists then or later', async ({ kind }) => {
    const { proxied, direct, proxy } = await openTwo(redis);
    const { id: ticketId } = await listed(direct);
    const buyerId = crypto.randomUUID();
    const fallSilent = () => {
      proxy.blackHole();
      return Promise.resolve(undefined);
    };
    if (kind) meet(proxy, kind, fallSilent);
    else proxy.blackHole();
    await expectUnavailable('unavailable', () => proxied.orders.place(buyerId, { ticketId }));
    expect(await ordersOf(redis, ticketId)).toEqual({ ids: [], announced: [] });
    proxy.heal();
    // The lane works again, so whatever it had held back is through.
    const order = await accepted(proxied.orders.place('carl', { ticketId }));
    expect(await ordersOf(redis, ticketId)).toEqual({ ids: [order.id], announced: [order] });
    expect((await direct.orders.page({ buyerId, limit: 10 })).items).toEqual([]);
    expect((await direct.orders.replica(ticketId))?.orderId).toBe(order.id);
  });
});

async function expectUnavailable(reason: string, command: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now();
  await expect(command()).rejects.toMatchObject({ name: 'Unavailable', reason });
  expect(performance.now() - startedAt).toBeLessThan(2000);
}

async function countLanes(): Promise<number> {
  const clients = String(await redis.connect().client('LIST'));
  return clients.split(' name=holdfast-lane-0 ').length - 1;
}
