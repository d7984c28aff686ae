import { readFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BUS_LIMITS } from '../../src/bus/index.js';
import { createPrices } from '../examples/prices/index.js';
import { priceSubscription } from '../examples/prices/reactions.js';
import { type OpenBusOptions, openBus, readingLimits } from '../support/bus.js';
import { blockOf, blocksOf } from '../support/document.js';
import { accepted, by, details, type Market, openMarket } from '../support/market.js';
import { ownRedis } from '../support/own.js';
import { unsettled } from '../support/settled.js';
import { waitFor } from '../support/wait-for.js';

describe('docs/events.md', () => {
  it.each([
    ['src/modules/prices/price.ts', 'test/examples/prices/price.ts'],
    ['src/modules/prices/reactions.ts', 'test/examples/prices/reactions.ts'],
    ['src/modules/prices/index.ts', 'test/examples/prices/index.ts'],
    ['src/events/tickets.ts, with a row', 'test/examples/field.ts'],
  ])(
    'the block %s: is the file that is compiled here, but for the paths of its imports',
    async (name, file) => {
      const compiled = await readFile(file, 'utf8');
      const shown = file.includes('prices')
        ? compiled.replaceAll('../../../src/', '../../')
        : compiled.replaceAll('../../src/', '../');
      expect(await blockOf('docs/events.md', `ts ${name}`)).toBe(shown);
    },
  );

  it('the lines that main.ts loses by it: are in main.ts', async () => {
    const main = await readFile('src/main.ts', 'utf8');
    const blocks = (await blocksOf('docs/events.md')).filter(({ info }) => info === 'diff src/main.ts');
    const lines = blocks.flatMap(({ text }) => text.split('\n').filter((line) => /^[ -]/.test(line)));
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(main).toContain(line.slice(1));
  });
});

describe('the prices module of docs/events.md', () => {
  it('beside the others: it follows every change, and what the others do is as ever', async () => {
    const { market, pricesOn } = await open();
    const prices = pricesOn();
    const { id } = await accepted(market.tickets.create('ann', details));
    await reprice(market, id, 1500);
    await reprice(market, id, 2500);

    await untilPrice(prices, id, { price: 2500, lowest: 1500, changes: 2, version: 2 });
    await waitFor(async () => (await market.orders.replica(id))?.version === 2, { what: 'the other copy' });
    await accepted(market.orders.place('bob', { ticketId: id }));
    await untilPrice(prices, id, { price: 2500, lowest: 1500, changes: 2, version: 3 });
  });

  it('added late: its group begins at the first entry that there is', async () => {
    const { market, pricesOn } = await open();
    const { id } = await accepted(market.tickets.create('ann', details));
    await reprice(market, id, 1500);
    await reprice(market, id, 2500);

    await untilPrice(pricesOn(), id, { price: 2500, lowest: 1500, changes: 2, version: 2 });
  });

  it('added when the first entries are cut: it asks for the state, and goes on from there', async () => {
    const { market, redis, pricesOn } = await open();
    const { id } = await accepted(market.tickets.create('ann', details));
    await reprice(market, id, 1500);
    await waitFor(async () => (await market.orders.replica(id))?.version === 1, { what: 'the other copy' });
    await redis.xtrim('{0}:tickets', 'MAXLEN', '=', 1);

    await untilPrice(pricesOn(), id, { price: 1500, lowest: 1500, changes: 0, version: 1 });
  });

  it('an entry that is there twice: is acknowledged, and counts once', async () => {
    const { market, redis, pricesOn } = await open();
    const prices = pricesOn();
    const { id } = await accepted(market.tickets.create('ann', details));
    await reprice(market, id, 1500);
    await untilPrice(prices, id, { changes: 1, version: 1 });

    const [, [, fields] = ['', []]] = await redis.xrange('{0}:tickets', '-', '+');
    await redis.xadd('{0}:tickets', '*', ...fields);
    await waitFor(async () => (await unsettled(redis, 1)).length === 0, { what: 'all groups to be through' });
    expect(await prices.get(id)).toMatchObject({ changes: 1, version: 1 });
  });

  it('taken out again: its group holds the stream, until it is destroyed', async () => {
    const { market, redis, pricesOn, trimming } = await open();
    const prices = pricesOn();
    const { id } = await accepted(market.tickets.create('ann', details));
    await reprice(market, id, 99);
    await untilPrice(prices, id, { version: 1 });
    await prices.close();
    for (let price = 100; price < 110; price += 1) await reprice(market, id, price);
    await waitFor(async () => (await market.orders.replica(id))?.version === 11, { what: 'the other copy' });

    // All groups are done with the first two of twelve, and the second one is the last that this group was given.
    trimming();
    await waitFor(async () => (await redis.xlen('{0}:tickets')) === 11, { what: 'the stream to be cut' });
    expect(await redis.xinfo('GROUPS', '{0}:tickets')).toHaveLength(2);

    await redis.xgroup('DESTROY', '{0}:tickets', 'prices');
    await waitFor(async () => (await redis.xlen('{0}:tickets')) === 1, { what: 'the stream to be cut' });
  });
});

async function open() {
  const { target, connect } = await ownRedis();
  const market = openMarket({ target });
  onTestFinished(market.close);
  const onBus = (options: Partial<OpenBusOptions>) => {
    const bus = openBus({ target, ...options });
    onTestFinished(bus.close);
    return bus;
  };
  return {
    market,
    redis: connect(),
    /** The module in a process of its own. */
    pricesOn() {
      const bus = onBus({
        subscriptions: [priceSubscription],
        limits: readingLimits({ gapTimeoutMs: 300 }),
      });
      return { ...createPrices({ bus }), close: bus.close };
    },
    /** One more process of the others, which keeps as little as it may. */
    trimming() {
      const retention = { maxAgeMs: 0, maxLength: 0 };
      const upkeep = { ...BUS_LIMITS.upkeep, firstMs: 50, everyMs: 50 };
      const another = openMarket({ target, limits: { retention, upkeep } });
      onTestFinished(another.close);
    },
  };
}

async function reprice(market: Market, id: string, price: number): Promise<void> {
  await accepted(market.tickets.edit(id, by('ann'), { price }));
}

async function untilPrice(
  prices: Pick<ReturnType<typeof createPrices>, 'get'>,
  id: string,
  expected: object,
): Promise<void> {
  await waitFor(
    async () => {
      expect(await prices.get(id)).toMatchObject(expected);
      return true;
    },
    { what: 'the price' },
  );
}
