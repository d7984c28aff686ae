import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { checkAccess } from '../support/axe.js';
import { browserPath, useBrowser } from '../support/browser.js';
import { listTicket, placeOrder, untilReplica, untilTicket, useHttpMarket } from '../support/http-market.js';

const market = useHttpMarket({ AUTH_SECRET: '', WEB: 'on', GAP_TIMEOUT_SECONDS: '8' });
const browser = useBrowser();

describe.skipIf(browserPath === undefined)('the trace of a ticket, in a browser', () => {
  test('the story of design.md, drawn as it happens: its boxes, its arrows, and the table', async () => {
    const [seller, buyer] = await Promise.all([market.newUser('seller'), market.newUser('buyer')]);
    const ticket = await listTicket(seller);
    const page = await browser.open(`${market.url}/trace/${ticket.id}`);
    await page.getByRole('heading', { name: 'Trace of Row 5' }).waitFor();
    await page.locator('[data-title="copy v0"]').waitFor();

    const order = await placeOrder(buyer, ticket.id);
    await page.locator('[data-title="copy v1"]').waitFor();
    await buyer.delete(`/api/orders/${order.id}`);
    await untilTicket(seller, ticket.id, { version: 2 });
    await page.locator('[data-title="copy v2"]').waitFor();
    await seller.patch(`/api/tickets/${ticket.id}`, { price: 3000 });
    await page.locator('[data-title="copy v3"]').waitFor();

    expect(await boxes(page)).toEqual([
      'tickets version: v0, listed, price US$20.00',
      'orders copy: copy v0, price US$20.00',
      'orders order: order A, created, at US$20.00',
      'tickets version: v1, orderId = A',
      'orders copy: copy v1, reserved',
      'orders order: order A, cancelled, by the buyer',
      'tickets version: v2, no orderId',
      'orders copy: copy v2, available',
      'tickets version: v3, price US$30.00',
      'orders copy: copy v3, price US$30.00',
    ]);
    expect(await arrows(page)).toEqual([
      'ticket:created v0: tickets > orders, applied',
      'order:created no. 1: orders > tickets, applied',
      'ticket:updated v1: tickets > orders, applied',
      'order:cancelled no. 2: orders > tickets, applied',
      'ticket:updated v2: tickets > orders, applied',
      'ticket:updated v3: tickets > orders, applied',
    ]);
    expect(await standings(page)).toEqual(['version 3', 'copy of version 3']);
    await page.getByRole('status').getByText('In sync').waitFor();
    const cells = await page.locator('tbody tr').last().locator('td').allInnerTexts();
    expect(cells.slice(1)).toEqual(['tickets', 'ticket:updated v3', 'price US$30.00', 'orders: applied']);
    expect(await page.locator('tbody tr').count()).toBe(6);
  });

  test("the seed's bug: a hole where nobody announced a version, what waits for it, and the jump that heals", async () => {
    const seller = await market.newUser('seller');
    const ticket = await listTicket(seller);
    await market.redis.connect().hincrby(`{0}:tickets:${ticket.id}`, 'version', 1);
    const page = await browser.open(`${market.url}/trace/${ticket.id}`);
    const hole = page.locator('[data-box=hole]');
    await hole.waitFor();
    expect(await hole.getAttribute('data-title')).toBe('v1');

    await seller.patch(`/api/tickets/${ticket.id}`, { price: 3000 });
    const waiting = page.locator('[data-box=waiting]');
    await waiting.getByText('waits for v1', { exact: true }).waitFor();
    await page.getByRole('status').getByText('Gap').waitFor();
    expect(await standings(page)).toEqual(['version 2', 'copy of version 0']);
    expect((await arrows(page)).at(-1)).toBe('ticket:updated v2: tickets > orders, waiting');

    await untilReplica(seller, ticket.id, { version: 2 });
    await page.locator('[data-jump="resync: jumped from v0 to v2"]').waitFor();
    await page.getByRole('status').getByText('In sync').waitFor();
    expect([await hole.count(), await waiting.count()]).toEqual([1, 0]);
    await page.locator('tr.bad').getByText('not announced').waitFor();
  });

  test.each(['light', 'dark'] as const)(
    '%s: axe finds nothing, also where there is a gap',
    async (colorScheme) => {
      const seller = await market.newUser('seller');
      const ticket = await listTicket(seller);
      await placeOrder(await market.newUser('buyer'), ticket.id);
      await market.redis.connect().hincrby(`{0}:tickets:${ticket.id}`, 'version', 1);
      const page = await browser.open(`${market.url}/trace/${ticket.id}`, { colorScheme });
      await page.locator('[data-box=hole]').waitFor();
      await checkAccess(page, 'a trace with a gap');
    },
  );

  test('on a phone: the drawing scrolls sideways, and the page does not', async () => {
    const ticket = await listTicket(await market.newUser('seller'));
    await placeOrder(await market.newUser('buyer'), ticket.id);
    const page = await browser.open(`${market.url}/trace/${ticket.id}`, {
      viewport: { width: 320, height: 640 },
    });
    await page.locator('[data-title="copy v1"]').waitFor();
    const wider = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
    expect(wider).toBe(0);
    const drawing = page.getByRole('region', { name: 'The drawing' });
    expect(await drawing.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(true);
    expect(await drawing.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
  });

  test('a ticket that nobody has: it says so', async () => {
    const page = await browser.open(`${market.url}/trace/019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000`);
    await page.getByRole('heading', { name: 'Nothing is here' }).waitFor();
  });
});

function boxes(page: Page): Promise<string[]> {
  return page
    .locator('[data-box]')
    .evaluateAll((found) =>
      found.map(
        (box) =>
          `${box.getAttribute('data-lane')} ${box.getAttribute('data-box')}: ${box.querySelector('title')?.textContent}`,
      ),
    );
}

function arrows(page: Page): Promise<string[]> {
  return page.locator('[data-arrow]').evaluateAll((found) =>
    found.map((arrow) => {
      const say = (name: string) => arrow.getAttribute(`data-${name}`);
      return `${say('arrow')}: ${say('from')} > ${say('to')}, ${say('state')}`;
    }),
  );
}

function standings(page: Page): Promise<string[]> {
  return page.locator('[data-standing]').allInnerTexts();
}
