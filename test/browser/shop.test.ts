import { describe, expect, test } from 'vitest';
import { browserPath, useBrowser } from '../support/browser.js';
import { listTicket, untilReplica, untilTicket, useHttpMarket } from '../support/http-market.js';
import { reserveButton, signIn } from '../support/shop.js';
import { waitFor } from '../support/wait-for.js';

const market = useHttpMarket({ AUTH_SECRET: '', WEB: 'on' });
const browser = useBrowser();

describe.skipIf(browserPath === undefined)('shop, in a browser', () => {
  test('two buyers look at one ticket: one gets it, and the other sees it go and come back', async () => {
    const { seller, ticket } = await listed();
    const first = await browser.open(`${market.url}/tickets/${ticket.id}`);
    const second = await browser.open(`${market.url}/tickets/${ticket.id}`);
    const list = await browser.open(market.url);
    await Promise.all([signIn(first, `first-${ticket.id}`), signIn(second, `second-${ticket.id}`)]);

    await reserveButton(first).click();
    await first.getByRole('timer').waitFor();
    await second.getByText('Somebody has just reserved this ticket').first().waitFor();
    expect(await reserveButton(second).count()).toBe(0);
    await list.getByRole('listitem').filter({ hasText: ticket.title }).getByText('Reserved').waitFor();

    await first.getByRole('button', { name: 'Cancel the order' }).click();
    await reserveButton(second).waitFor();
    await untilTicket(seller, ticket.id, { version: 2, status: 'available' });
    await expectGone(list, ticket.title);
  });

  test('two buyers press at the same moment: exactly one holds the ticket', async () => {
    const { ticket } = await listed();
    const pages = await Promise.all(
      ['first', 'second'].map(async (name) => {
        const page = await browser.open(`${market.url}/tickets/${ticket.id}`);
        await signIn(page, `${name}-${ticket.id}`);
        return page;
      }),
    );
    // The server gets neither before both are on their way.
    let sent = 0;
    for (const page of pages) {
      await page.route('**/api/orders', async (route) => {
        sent += route.request().method() === 'POST' ? 1 : 0;
        await waitFor(() => sent === pages.length, { what: 'both to press' });
        await route.continue();
      });
    }
    await Promise.all(pages.map((page) => reserveButton(page).click()));
    await Promise.all(
      pages.map((page) =>
        page.getByRole('timer').or(page.locator('aside').getByText('Somebody has')).first().waitFor(),
      ),
    );
    const held = await Promise.all(pages.map((page) => page.getByRole('timer').count()));
    expect(held.sort()).toEqual([0, 1]);
  });

  test('a double click makes one order', async () => {
    const { ticket } = await listed();
    const page = await browser.open(`${market.url}/tickets/${ticket.id}`);
    await signIn(page, `buyer-${ticket.id}`);
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.push(request.headers()['idempotency-key'] ?? 'none');
    });
    await reserveButton(page).dblclick();
    await page.getByRole('timer').waitFor();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatch(/^[\da-f-]{36}$/);
  });

  test('an answer that is lost: the same press again makes the same order, by the same key', async () => {
    const { ticket } = await listed();
    const page = await browser.open(`${market.url}/tickets/${ticket.id}`);
    await signIn(page, `buyer-${ticket.id}`);
    const keys: (string | undefined)[] = [];
    // Nothing else may tell it of the order.
    await page.route('**/api/events', (route) => route.abort());
    await page.route('**/api/orders', async (route) => {
      if (route.request().method() !== 'POST') return route.abort();
      keys.push(route.request().headers()['idempotency-key']);
      const answer = await route.fetch();
      return keys.length === 1 ? route.abort() : route.fulfill({ response: answer });
    });
    await page.reload();
    await reserveButton(page).waitFor();
    await page.route('**/api/tickets/*', (route) => route.abort());
    await reserveButton(page).click();
    await page.getByText('The server cannot be reached').waitFor();
    await reserveButton(page).click();
    await page.getByRole('timer').waitFor();
    expect([keys.length, keys[0] === keys[1]]).toEqual([2, true]);
  });

  test('the price changes under the buyer: it says so, and goes on when it is told to', async () => {
    const { seller, ticket } = await listed();
    const page = await browser.open(`${market.url}/tickets/${ticket.id}`);
    await signIn(page, `buyer-${ticket.id}`);
    await reserveButton(page).waitFor();
    await seller.patch(`/api/tickets/${ticket.id}`, { price: 3000 });
    const row = page.getByRole('row', { name: /Price/ });
    await row.waitFor();
    expect((await row.innerText()).replaceAll(/\s+/g, ' ')).toBe('Price US$20.00 → US$30.00');
    expect(await reserveButton(page).count()).toBe(0);
    await page.getByRole('button', { name: 'Go on at US$30.00' }).click();
    await reserveButton(page).click();
    await page.getByRole('timer').waitFor();
  });

  test('the price has changed and the page has not heard of it: the server refuses, and the page shows why', async () => {
    const { seller, ticket } = await listed();
    const page = await browser.open(`${market.url}/tickets/${ticket.id}`);
    await signIn(page, `buyer-${ticket.id}`);
    await page.route('**/api/events', (route) => route.abort());
    await page.reload();
    await reserveButton(page).waitFor();
    await seller.patch(`/api/tickets/${ticket.id}`, { price: 3000 });
    await untilReplica(seller, ticket.id, { price: 3000 });
    await reserveButton(page).click();
    await page.getByRole('button', { name: 'Go on at US$30.00' }).click();
    await reserveButton(page).click();
    await page.getByRole('timer').waitFor();
  });

  test('pay: the order is paid, and everybody sees the ticket as sold', async () => {
    const { ticket } = await listed();
    const page = await browser.open(`${market.url}/tickets/${ticket.id}`);
    const other = await browser.open(`${market.url}/tickets/${ticket.id}`);
    await signIn(page, `buyer-${ticket.id}`);
    await reserveButton(page).click();
    await page.getByRole('timer').waitFor();
    await page.getByRole('link', { name: 'My orders' }).click();
    await page.getByRole('button', { name: 'Pay' }).click();
    await page.getByText('Paid', { exact: true }).waitFor();
    await other.getByText('This ticket has been sold.').first().waitFor();
  });
});

async function listed() {
  const seller = await market.newUser('seller');
  const ticket = await listTicket(seller, { title: `A play ${seller.id.slice(-12)}` });
  return { seller, ticket };
}

async function expectGone(page: Awaited<ReturnType<typeof browser.open>>, title: string): Promise<void> {
  const card = page.getByRole('listitem').filter({ hasText: title });
  await card.getByText('Reserved').waitFor({ state: 'detached' });
}
