import { describe, expect, test } from 'vitest';
import { checkAccess } from '../support/axe.js';
import { browserPath, useBrowser } from '../support/browser.js';
import { listTicket, placeOrder, useHttpMarket } from '../support/http-market.js';
import { reserveButton, signIn } from '../support/shop.js';

const market = useHttpMarket({ AUTH_SECRET: '', WEB: 'on' });
const browser = useBrowser();

describe.skipIf(browserPath === undefined)('for everybody, in a browser', () => {
  test.each(['light', 'dark'] as const)('%s: axe finds nothing where one looks', async (colorScheme) => {
    const seller = await market.newUser('seller');
    const details = { venue: 'Opera', seat: '7', startsAt: '2026-12-31T19:00:00Z' };
    const held = await listTicket(seller, { title: `Held, ${colorScheme}`, ...details });
    await placeOrder(await market.newUser('other'), held.id);
    const free = await listTicket(seller, { title: `Free, ${colorScheme}`, ...details });
    const page = await browser.open(market.url, { colorScheme });
    await page.getByRole('link', { name: free.title }).waitFor();
    await checkAccess(page, 'the list');
    await page.goto(`${market.url}/tickets/${held.id}`);
    await page.getByText('Somebody has just reserved').first().waitFor();
    await checkAccess(page, 'a ticket that somebody else holds');
    await page.goto(`${market.url}/sign-in`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Write any name.').waitFor();
    await checkAccess(page, 'the sign-in, with a mistake');
    await page.goto(`${market.url}/tickets/nothing`);
    await page.getByRole('heading', { name: 'Nothing is here' }).waitFor();
    await checkAccess(page, 'nothing');
  });

  test.each(['light', 'dark'] as const)('%s: axe finds nothing where one buys', async (colorScheme) => {
    const seller = await market.newUser('seller');
    const { id } = await listTicket(seller);
    const page = await browser.open(`${market.url}/tickets/${id}`, { colorScheme });
    await signIn(page, `buyer-${id}`);
    await reserveButton(page).waitFor();
    await checkAccess(page, 'a ticket');
    await seller.patch(`/api/tickets/${id}`, { price: 3000 });
    await page.getByRole('button', { name: /^Go on at/ }).waitFor();
    await checkAccess(page, 'a ticket that was changed');
    await page.getByRole('button', { name: /^Go on at/ }).click();
    await reserveButton(page).click();
    await page.getByRole('timer').waitFor();
    await checkAccess(page, 'a ticket that is held');
    await page.getByRole('link', { name: 'My orders' }).click();
    await page.getByRole('button', { name: 'Pay' }).waitFor();
    await checkAccess(page, 'orders that are held');
    await page.getByRole('button', { name: 'Cancel the order' }).click();
    await page.getByText('Cancelled', { exact: true }).waitFor();
    await checkAccess(page, 'earlier orders');
  });

  test.each(['light', 'dark'] as const)('%s: axe finds nothing where one sells', async (colorScheme) => {
    const page = await browser.open(`${market.url}/sell`, { colorScheme });
    await signIn(page, `seller-${crypto.randomUUID()}`);
    await page.getByRole('button', { name: 'List the ticket' }).click();
    await page.getByText('Say what the ticket is for.').waitFor();
    await checkAccess(page, 'the form, with mistakes');
    await page.getByLabel('What is it for?').fill('Hamlet');
    await page.getByLabel('Price in USD').fill('20');
    await page.getByRole('button', { name: 'List the ticket' }).click();
    await page.getByRole('button', { name: 'Edit' }).click();
    await checkAccess(page, 'the form to edit');
    await page.getByRole('button', { name: 'Close without saving' }).click();
    await page.getByRole('button', { name: 'Withdraw' }).click();
    await checkAccess(page, 'the question whether to withdraw');
  });

  test('on a narrow phone nothing is wider than the screen', async () => {
    const seller = await market.newUser('seller');
    const ticket = await listTicket(seller, { title: 'Donaudampfschifffahrtsgesellschaft'.repeat(3) });
    const page = await browser.open(market.url, { viewport: { width: 320, height: 640 } });
    for (const path of ['/', `/tickets/${ticket.id}`, '/sell', '/orders', '/sign-in']) {
      await page.goto(`${market.url}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const wider = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
      expect([path, wider]).toEqual([path, 0]);
    }
  });
});
