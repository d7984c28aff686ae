import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { checkAccess } from '../support/axe.js';
import { browserPath, useBrowser } from '../support/browser.js';
import { tokenFor } from '../support/holdfast.js';
import { listTicket, untilTicket, useHttpMarket } from '../support/http-market.js';
import { reserveButton } from '../support/shop.js';

const SIGN_IN_URL = 'https://id.example/login?client=shop';

const market = useHttpMarket({ WEB: 'on', SIGN_IN_URL });
const browser = useBrowser();

describe.skipIf(browserPath === undefined)('production mode, in a browser', () => {
  test.each(['light', 'dark'] as const)(
    '%s: one signs in elsewhere, is back where one was, and the token is not in the address',
    async (colorScheme) => {
      const { id } = await listTicket(await market.newUser('seller'));
      const page = await browser.open(`${market.url}/tickets/${id}`, { colorScheme });
      const asked = await signsInElsewhere(page, await tokenFor(`buyer-${id}`));
      await page.getByRole('link', { name: 'Sign in to reserve it' }).click();
      await page.getByText('You sign in at id.example').waitFor();
      await checkAccess(page, 'the sign-in');
      await page.getByRole('link', { name: 'Go on' }).click();
      await page.getByText(`buyer-${id}`).waitFor();

      expect(page.url()).toBe(`${market.url}/tickets/${id}`);
      expect(asked.map(({ origin, pathname }) => origin + pathname)).toEqual(['https://id.example/login']);
      expect(asked[0]?.searchParams.get('client')).toBe('shop');
      await reserveButton(page).click();
      await page.getByText('Pay with your payment provider').waitFor();
      await untilTicket(market.anonymous, id, { status: 'reserved' });
      await checkAccess(page, 'a ticket that one holds');
    },
  );

  test.each([
    ['that nobody has asked for', ''],
    ['of an attempt that is not of this tab', '?sign-in=01234567-89ab-4cde-8f01-23456789abcd'],
  ])('a token %s: nobody is signed in by it, and it leaves the address', async (_, query) => {
    const page = await browser.open(`${market.url}/sign-in?to=%2Forders`);
    // An attempt of this tab is on its way.
    await page.getByRole('link', { name: 'Go on' }).waitFor();
    await page.goto(`${market.url}/orders${query}#token=${await tokenFor('mallory')}`);
    await page.getByRole('link', { name: 'Sign in to see your orders' }).waitFor();
    expect(page.url()).toBe(`${market.url}/orders`);
    expect(await page.evaluate('JSON.stringify(sessionStorage)')).not.toContain('eyJ');
  });

  test('an address that somebody has come back to: is good once', async () => {
    const page = await browser.open(`${market.url}/sign-in?to=%2Forders`);
    const asked = await signsInElsewhere(page, await tokenFor('ann'));
    await page.getByRole('link', { name: 'Go on' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.goto(`${asked[0]?.searchParams.get('return_to')}#token=${await tokenFor('mallory')}`);
    await page.getByRole('link', { name: 'Sign in to see your orders' }).waitFor();
    expect(page.url()).toBe(`${market.url}/orders`);
  });

  test.each(['light', 'dark'] as const)(
    '%s: the console of who has no scope admin says so, shows nothing and asks for nothing',
    async (colorScheme) => {
      const page = await browser.open(`${market.url}/console`, { colorScheme });
      const calls: string[] = [];
      page.on('request', (request) => calls.push(new URL(request.url()).pathname));
      await signsInElsewhere(page, await tokenFor('ann', 'orders administrator'));
      await page.getByRole('link', { name: 'sign in', exact: true }).click();
      await page.getByRole('link', { name: 'Go on' }).click();
      await page.getByText('ann may not see the console: the token has no scope admin.').waitFor();
      await page.getByText('Live', { exact: true }).waitFor();
      await checkAccess(page, 'the console of a buyer');
      expect(await page.getByRole('table').count()).toBe(0);
      expect(calls).toContain('/console');
      expect(calls.filter((path) => /^\/(api\/admin|dev)\//.test(path))).toEqual([]);
    },
  );

  test('the console of an operator: their own token opens it', async () => {
    const page = await browser.open(`${market.url}/sign-in?to=%2Fconsole`);
    await signsInElsewhere(page, await tokenFor('eve', 'orders admin'));
    await page.getByRole('link', { name: 'Go on' }).click();
    await page.getByRole('table', { name: 'What each stream holds' }).waitFor();
    expect(page.url()).toBe(`${market.url}/console`);
  });
});

/**
 * Lets somebody else's sign-in answer a page: it sends the person back at once.
 *
 * @returns the addresses that it is asked at
 */
async function signsInElsewhere(page: Page, token: string): Promise<URL[]> {
  const asked: URL[] = [];
  await page.route('https://id.example/**', async (route) => {
    const url = new URL(route.request().url());
    if (url.pathname !== '/login') return route.fulfill({ status: 204 });
    asked.push(url);
    const back = `${url.searchParams.get('return_to')}#token=${token}`;
    await route.fulfill({
      contentType: 'text/html',
      body: `<script>location.replace(${JSON.stringify(back)})</script>`,
    });
  });
  return asked;
}
