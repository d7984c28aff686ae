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
        // The button says something else while it loads, and before the first page is there it is not drawn yet.
        return (await last.count()) === 1 && (await page.locator('.more').count()) === 0;
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

  test('reload, while one holds a ticket: it is held on, and counted down from where it was', async () => {
    const ticket = await listTicket(await market.newUser('seller'));
    const page = await browser.open(`${market.url}/tickets/${ticket.id}`);
    await signIn(page, `buyer-${ticket.id}`);
    await reserveButton(page).click();
    const timer = page.getByRole('timer');
    await timer.waitFor();
    const before = await timer.innerText();
    await page.reload();
    await timer.waitFor();
    // The clock of the server is known to a second.
    expect(secondsOf(await timer.innerText())).toBeLessThanOrEqual(secondsOf(before) + 1);
    expect(await reserveButton(page).count()).toBe(0);
    await page.getByRole('button', { name: 'Cancel the order' }).click();
    await reserveButton(page).waitFor();
  });

  test('my orders cannot be loaded: it says so, and one can try again', async () => {
    const page = await browser.open(`${market.url}/orders`);
    await signIn(page, `buyer-${crypto.randomUUID()}`);
    await page.route('**/api/orders?*', (route) => route.abort());
    await page.reload();
    const again = page.getByRole('button', { name: 'Try again' });
    await again.waitFor();
    await page.getByText('The server cannot be reached.').waitFor();
    await page.unroute('**/api/orders?*');
    await again.click();
    await page.getByRole('heading', { name: 'You have ordered nothing yet' }).waitFor();
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

  test('the connection is cut and comes back: no version is missed, none told twice, and nothing read anew', async () => {
    const seller = await market.newUser('seller');
    const ticket = await listTicket(seller);
    const proxy = await startProxy({ target: `redis://${new URL(market.url).host}` });
    try {
      const page = await browser.open(market.url);
      await page.addInitScript(KEEPS_WHAT_IS_TOLD);
      await page.goto(`http://${new URL(proxy.target).host}/tickets/${ticket.id}`);
      await page.getByText('Live', { exact: true }).waitFor();
      await seller.patch(`/api/tickets/${ticket.id}`, { price: 2500 });
      await page.getByText(/version 1$/).waitFor();
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
      await page.getByText(/version 3$/).waitFor();
      expect(versionsIn(await page.evaluate<string>('told'), ticket.id)).toEqual([1, 2, 3]);
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

/** @param text of a countdown, such as `14:59` */
function secondsOf(text: string): number {
  const [minutes = '', seconds = ''] = text.split(':');
  return Number(minutes) * 60 + Number(seconds);
}

/** Keeps what the live connections of a page are told, in `told`. */
const KEEPS_WHAT_IS_TOLD = `
  const ask = window.fetch;
  window.told = '';
  window.fetch = async (...asked) => {
    const answer = await ask(...asked);
    if (String(asked[0]).endsWith('/api/events')) keep(answer.clone()).catch(() => {});
    return answer;
  };
  async function keep({ body }) {
    for await (const text of body.pipeThrough(new TextDecoderStream())) window.told += text;
  }`;

/** The versions of a ticket in frames of Server-Sent Events. */
function versionsIn(frames: string, ticketId: string): number[] {
  const events = [...frames.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data));
  return events.filter(({ subject }) => subject === ticketId).map(({ sequence }) => Number(sequence));
}
