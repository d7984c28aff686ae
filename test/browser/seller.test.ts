import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { browserPath, useBrowser } from '../support/browser.js';
import { untilTicket, useHttpMarket } from '../support/http-market.js';
import { signIn } from '../support/shop.js';

const market = useHttpMarket({ AUTH_SECRET: '', WEB: 'on' });
const browser = useBrowser();

describe.skipIf(browserPath === undefined)('selling, in a browser', () => {
  test('what is wrong with a field stands at the field, whoever says so, and the first one gets the focus', async () => {
    const page = await opened(`seller-${Date.now()}`);
    await page.getByRole('button', { name: 'List the ticket' }).click();
    expect(await errorOf(page, 'What is it for?')).toBe('Say what the ticket is for.');
    expect(await errorOf(page, 'Price in USD')).toBe('Write a price above zero, such as 20.00.');
    await page.locator('input[name=title]:focus').waitFor();

    await page.getByLabel('What is it for?').fill('Hamlet');
    await page.getByLabel('Price in USD').fill('1000000.01');
    await page.getByRole('button', { name: 'List the ticket' }).click();
    await page.locator('input[name=price]:focus').waitFor();
    expect(await errorOf(page, 'Price in USD')).toMatch(/100000000/);
    expect(await page.getByLabel('What is it for?').getAttribute('aria-invalid')).toBe('false');
  });

  test('list, edit and withdraw', async () => {
    const { page, id } = await withTicket();
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Price in USD').fill('30');
    await page.getByLabel('Where').fill('Opera');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Opera').waitFor();
    await untilTicket(market.anonymous, id, { price: 3000, venue: 'Opera', version: 1 });

    await page.getByRole('button', { name: 'Withdraw' }).click();
    const dialog = page.getByRole('dialog', { name: 'Withdraw this ticket?' });
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Withdraw' }).click();
    await dialog.getByRole('button', { name: 'Withdraw' }).click();
    await page.getByText('You have withdrawn it.').waitFor();
    await untilTicket(market.anonymous, id, { status: 'withdrawn', version: 2 });
  });

  test('an edit that the page hears of before it is answered: it is no change of somebody else', async () => {
    const { page, id } = await withTicket();
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route(`**/api/tickets/${id}`, async (route) => {
      if (route.request().method() !== 'PATCH') return route.fallback();
      const response = await route.fetch();
      await answered;
      await route.fulfill({ response });
    });
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Where').fill('Opera');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('definition').filter({ hasText: 'Opera' }).waitFor();
    const form = page.getByRole('form', { name: 'Edit the ticket' });
    expect(await form.getByRole('button').allInnerTexts()).toEqual(['Saving …', 'Close without saving']);

    answer();
    await form.waitFor({ state: 'detached' });
  });

  test('two windows edit one ticket: the second one is shown what the first has changed, and both stay', async () => {
    const { page, id, user } = await withTicket();
    const second = await browser.open(`${market.url}/tickets/${id}`);
    await signIn(second, user);
    await second.getByRole('button', { name: 'Edit' }).click();
    await second.getByLabel('Where').fill('Opera');
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Price in USD').fill('30');
    await page.getByRole('button', { name: 'Save' }).click();

    const row = second.getByRole('row', { name: /Price/ });
    await row.waitFor();
    expect(textOf(await row.innerText())).toBe('Price US$20.00 → US$30.00');
    await second.getByRole('button', { name: 'Go on with my changes' }).click();
    expect(await second.getByLabel('Price in USD').inputValue()).toBe('30.00');
    expect(await second.getByLabel('Where').inputValue()).toBe('Opera');
    await second.getByRole('button', { name: 'Save' }).click();
    await untilTicket(market.anonymous, id, { price: 3000, venue: 'Opera', version: 2 });
  });

  test('a change that the page has not heard of: If-Match is refused, and the page shows what it was', async () => {
    const { page, id, user } = await withTicket();
    await stopHearing(page);
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Where').fill('Opera');
    await changePrice(id, user);
    const refused = page.waitForResponse((response) => response.status() === 412);
    await page.getByRole('button', { name: 'Save' }).click();
    await refused;
    await page.getByRole('button', { name: 'Go on with my changes' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await untilTicket(market.anonymous, id, { price: 3000, venue: 'Opera', version: 2 });
  });

  test('withdrawing what was changed meanwhile: the page shows what it was, and goes on when it is told to', async () => {
    const { page, id, user } = await withTicket();
    await stopHearing(page);
    await page.getByRole('button', { name: 'Withdraw' }).click();
    const dialog = page.getByRole('dialog', { name: 'Withdraw this ticket?' });
    await changePrice(id, user);
    const refused = page.waitForResponse((response) => response.status() === 412);
    await dialog.getByRole('button', { name: 'Withdraw' }).click();
    await refused;
    const row = dialog.getByRole('row', { name: /Price/ });
    await row.waitFor();
    expect(textOf(await row.innerText())).toBe('Price US$20.00 → US$30.00');
    expect(await dialog.getByRole('button', { name: 'Withdraw' }).count()).toBe(0);
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await dialog.getByRole('button', { name: 'Withdraw' }).click();
    await page.getByText('You have withdrawn it.').waitFor();
    await untilTicket(market.anonymous, id, { status: 'withdrawn', price: 3000, version: 2 });
  });
});

async function opened(user: string): Promise<Page> {
  const page = await browser.open(`${market.url}/sell`);
  await signIn(page, user);
  return page;
}

/** A seller who has just listed a ticket at 20.00, and looks at it. */
async function withTicket() {
  const user = `seller-${crypto.randomUUID()}`;
  const page = await opened(user);
  await page.getByLabel('What is it for?').fill('Hamlet');
  await page.getByLabel('Price in USD').fill('20');
  await page.getByRole('button', { name: 'List the ticket' }).click();
  await page.getByRole('heading', { name: 'Hamlet', level: 1 }).waitFor();
  return { page, user, id: new URL(page.url()).pathname.split('/').at(-1) ?? '' };
}

/** Leaves a page without live events, so that only an answer can tell it of a change. */
async function stopHearing(page: Page): Promise<void> {
  await page.route('**/api/events', (route) => route.abort());
  await page.reload();
}

/** Changes the price to 30.00, as its seller does in another place. */
async function changePrice(id: string, user: string): Promise<void> {
  const { body } = await market.anonymous.post('/dev/token', { user });
  const changed = await fetch(`${market.url}/api/tickets/${id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${body.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ price: 3000 }),
  });
  expect(changed.status).toBe(200);
}

/** Cells and lines, with one space between them. */
function textOf(innerText: string): string {
  return innerText.replaceAll(/\s+/g, ' ');
}

/** What a field is described by, as a reader of the screen would hear it. */
async function errorOf(page: Page, label: string): Promise<string> {
  const input = page.getByLabel(label);
  const ids = (await input.getAttribute('aria-describedby')) ?? '';
  return await page
    .locator(
      ids
        .split(' ')
        .map((id) => `[id="${id}"]`)
        .join(', '),
    )
    .innerText();
}
