import { describe, expect, test } from 'vitest';
import { browserPath, useBrowser } from '../support/browser.js';
import { listTicket, useHttpMarket } from '../support/http-market.js';
import { reserveButton, signIn } from '../support/shop.js';

const market = useHttpMarket({ AUTH_SECRET: '', WEB: 'on', ORDER_HOLD_SECONDS: '4' });
const browser = useBrowser();

describe.skipIf(browserPath === undefined)('a hold that runs out, in a browser', () => {
  test('it is counted down, and then the ticket is back, for its buyer and for everybody', async () => {
    const seller = await market.newUser('seller');
    const ticket = await listTicket(seller);
    // A wrong clock of the machine must not matter: this one is an hour late.
    const page = await browser.open(`${market.url}/tickets/${ticket.id}`);
    await page.clock.install({ time: Date.now() - 3_600_000 });
    const other = await browser.open(`${market.url}/tickets/${ticket.id}`);
    await Promise.all([signIn(page, `buyer-${ticket.id}`), signIn(other, `other-${ticket.id}`)]);

    await reserveButton(page).click();
    const timer = page.getByRole('timer');
    await timer.waitFor();
    expect(await timer.innerText()).toMatch(/^0:0[1-5]$/);
    await other.getByText('Somebody has just reserved this ticket').first().waitFor();

    await reserveButton(other).waitFor();
    await reserveButton(page).waitFor();
    await page.getByRole('link', { name: 'My orders' }).click();
    await page.getByText('Expired', { exact: true }).waitFor();
  });
});
