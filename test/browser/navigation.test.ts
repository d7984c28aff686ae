import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { browserPath, useBrowser } from '../support/browser.js';
import { listTicket, useHttpMarket } from '../support/http-market.js';
import { startProxy } from '../support/proxy.js';
import { reserveButton, signIn } from '../support/shop.js';
import { waitFor } from '../support/wait-for.js';

const market = useHttpMarket({ AUTH_SECRET: '', WEB: 'on' });
const browser = useBrowser();

describe.skipIf(browserPath === undefined)('getting around, in a browser', () => {
  test('a long list loads more as one scrolls; back from a ticket, one is where one was', async () => {
    const seller = await market.newUser('seller');
    const titles = Array.from({ length: 60 }, (_, index) => `Seat ${index + 1}`);
    for (const title of titles) await seller.post('/api/tickets', { title, price: 2000 });
    const page = await browser.open(market.url, { viewport: { width: 400, height: 700 } });
    const last = page.getByRole('link', { name: 'Seat 1', exact: true });
    await waitFor(
      async () => {
        await page.evaluate('window.scrollTo(0, document.documentElement.scrollHeight)');
        return (await page.getByRole('button', { name: 'Show more' }).count()) === 0;
      },
      { what: 'all of the list' },
    );
    const href = await last.getAttribute('href');
    await last.scrollIntoViewIfNeeded();
    const before = await waitFor(
      async () => {
        const scrollY = await scrollOf(page);
        return scrollY > 3000 && (await keptScroll(page)) === scrollY && scrollY;
      },
      { what: 'the place to be kept' },
    );

    await last.click();
    await page.getByRole('heading', { name: 'Seat 1', level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe(href);
    expect(await page.title()).toBe('Seat 1 · Holdfast');
    await page.locator('h1:focus').waitFor();
    expect(await scrollOf(page)).toBe(0);

    await page.goBack();
    await page.getByRole('heading', { name: 'Tickets', level: 1 }).waitFor();
    await waitFor(async () => (await scrollOf(page)) === before, { what: 'the place where one was' });
  });

  test('reload: one is still signed in, and at the same place; signed out, nothing is left', async () => {
    const page = await browser.open(`${market.url}/orders`);
    await signIn(page, 'reloader');
    await page.reload();
    await page.getByRole('heading', { name: 'My orders' }).waitFor();
    await page.getByText('reloader').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in', exact: true }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Sign in to see your orders' }).waitFor();
    expect(await page.evaluate('JSON.stringify(sessionStorage)')).not.toContain('eyJ');
  });

  test('an address without a page, and a ticket that does not exist: it says so', async () => {
    const page = await browser.open(`${market.url}/tickets/nothing`);
    await page.getByRole('heading', { name: 'Nothing is here' }).waitFor();
    await page.getByRole('link', { name: 'See the tickets that are for sale' }).click();
    await page.getByRole('heading', { name: 'Tickets', level: 1 }).waitFor();
  });

  test('the keyboard alone: skip the menu, and reserve', async () => {
    const ticket = await listTicket(await market.newUser('seller'));
    const page = await browser.open(`${market.url}/tickets/${ticket.id}`);
    await signIn(page, `buyer-${ticket.id}`);
    // Anew: whoever comes from another place of the page begins at its heading.
    await page.reload();
    await reserveButton(page).waitFor();
    await page.keyboard.press('Tab');
    await page.locator('a:focus', { hasText: 'Skip to the content' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('#content:focus').waitFor();
    await waitFor(
      async () => {
        await page.keyboard.press('Tab');
        return await reserveButton(page).and(page.locator(':focus')).isVisible();
      },
      { what: 'the focus to come to the button' },
    );
    await page.keyboard.press('Enter');
    await page.getByRole('timer').waitFor();
  });

  test('the connection is cut and comes back: what happened meanwhile is shown, told again and not read anew', async () => {
    const seller = await market.newUser('seller');
    const ticket = await listTicket(seller);
    const proxy = await startProxy({ target: `redis://${new URL(market.url).host}` });
    try {
      const page = await browser.open(`http://${new URL(proxy.target).host}/tickets/${ticket.id}`);
      await page.getByText('Live', { exact: true }).waitFor();
      const resumed = page.waitForRequest(
        (request) => request.url().endsWith('/api/events') && 'last-event-id' in request.headers(),
      );
      const readAnew: string[] = [];
      page.on('request', (request) => readAnew.push(new URL(request.url()).pathname));
      proxy.blackHole();
      proxy.cut();
      await page.getByText('Reconnecting').waitFor();
      for (const price of [3000, 4000]) await seller.patch(`/api/tickets/${ticket.id}`, { price });
      proxy.heal();
      await resumed;
      await page.getByText('US$40.00').first().waitFor();
      await page.getByText(/version 2/).waitFor();
      expect(new Set(readAnew)).toEqual(new Set(['/api/events']));
    } finally {
      await proxy.stop();
    }
  });
});

function scrollOf(page: Page): Promise<number> {
  return page.evaluate('window.scrollY');
}

function keptScroll(page: Page): Promise<unknown> {
  return page.evaluate('history.state?.scrollY');
}
