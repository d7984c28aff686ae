import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { checkAccess } from '../support/axe.js';
import { browserPath, useBrowser } from '../support/browser.js';
import { listTicket, untilReplica, useHttpMarket } from '../support/http-market.js';
import { add } from '../support/ledger.js';
import { waitFor } from '../support/wait-for.js';

const market = useHttpMarket({ AUTH_SECRET: '', WEB: 'on' });
const guarded = useHttpMarket({ WEB: 'on' });
const browser = useBrowser();

describe.skipIf(browserPath === undefined)('the console, in a browser', () => {
  test('an entry that is no event: comes as a dead letter with its payload and error, and goes when it is discarded', async () => {
    const page = await opened();
    const data = crypto.randomUUID();
    await add(market.redis.connect(), '{0}:tickets', ['type', data, 'data', JSON.stringify({ note: data })]);
    const letter = page.getByRole('article', { name: data });
    await letter.getByText('not an event').waitFor();
    await letter.getByText('Payload').click();
    expect(await letter.locator('pre').innerText()).toBe(JSON.stringify({ note: data }, null, 2));

    await letter.getByRole('button', { name: 'Discard' }).click();
    const dialog = page.getByRole('dialog', { name: 'Discard this entry?' });
    await dialog.getByText('This cannot be undone.').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await letter
      .getByRole('button', { name: 'Discard', disabled: false })
      .and(page.locator(':focus'))
      .waitFor();
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Discard it for good' }).click();
    await letter.waitFor({ state: 'detached' });
    await page.locator('#dead-letters:focus').waitFor();
  });

  test('a dead letter: its replay says why it fails, and when the cause is gone it is applied and goes', async () => {
    const redis = market.redis.connect();
    const seller = await market.newUser('seller');
    const ticket = await listTicket(seller);
    const page = await opened();
    const copy = `{0}:orders:ticket:${ticket.id}`;
    await redis.hset(copy, { price: 'garbage' });
    await bury({ ...ticket, price: 3000, version: 1 });
    const letter = page.getByRole('article').filter({ hasText: ticket.id });
    await letter.getByText('it has failed').waitFor();

    await letter.getByRole('button', { name: 'Replay' }).click();
    const dialog = page.getByRole('dialog', { name: 'Replay this entry?' });
    await dialog.getByRole('button', { name: 'Replay it' }).click();
    await dialog.getByRole('alert').getByText('garbage').waitFor();

    await redis.hset(copy, { price: '2000' });
    await dialog.getByRole('button', { name: 'Replay it' }).click();
    await letter.waitFor({ state: 'detached' });
    await dialog.waitFor({ state: 'detached' });
    await untilReplica(market.anonymous, ticket.id, { version: 1, price: 3000 });
  });

  test('entries are written: the numbers follow by themselves', async () => {
    const page = await opened();
    const row = page.getByRole('row', { name: /^\{0\}:tickets/ });
    const added = async () => Number(await row.getByRole('cell').nth(1).innerText());
    const before = await added();
    await listTicket(await market.newUser('seller'));
    await waitFor(async () => (await added()) > before, { what: 'one more entry to be shown' });
  });

  test('who is signed in to the shop: stays who they are', async () => {
    const page = await opened();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });

  test.each(['light', 'dark'] as const)(
    '%s: a server in production mode, nobody signed in: it says what is needed, and shows nothing',
    async (colorScheme) => {
      const page = await browser.open(`${guarded.url}/console`, { colorScheme });
      await page.getByText('with a token that has the scope admin').waitFor();
      expect(await page.getByRole('table').count()).toBe(0);
      await checkAccess(page, 'the console of nobody');
    },
  );

  test.each(['light', 'dark'] as const)(
    '%s: axe finds nothing, with dead letters and a question',
    async (colorScheme) => {
      const ticket = await listTicket(await market.newUser('seller'));
      await bury({ ...ticket, version: 7 });
      const page = await opened({ colorScheme });
      const letter = page.getByRole('article').filter({ hasText: ticket.id });
      await letter.getByText('Payload').click();
      await page.getByText('checks that hold').click();
      await checkAccess(page, 'the console');
      await letter.getByRole('button', { name: 'Replay' }).click();
      await page.getByRole('button', { name: 'Replay it' }).click();
      await page.getByRole('alert').waitFor();
      await checkAccess(page, 'the question');
    },
  );

  test('on a narrow phone: only tables are wider than the screen, and move by themselves', async () => {
    const page = await opened({ viewport: { width: 320, height: 640 } });
    const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(wider).toBe(0);
  });
});

async function opened(options: Parameters<typeof browser.open>[1] = {}): Promise<Page> {
  const page = await browser.open(`${market.url}/console`, options);
  await page.getByRole('table', { name: 'What each stream holds' }).waitFor();
  return page;
}

/** A dead letter of the orders module that tells a state of a ticket, as if it had failed. */
async function bury(ticket: Awaited<ReturnType<typeof listTicket>>): Promise<void> {
  const event = {
    ...{ id: `${ticket.id}/${ticket.version}`, type: 'ticket:updated', source: '/holdfast/tickets' },
    ...{ time: ticket.createdAt, subject: ticket.id, sequence: String(ticket.version) },
    data: JSON.stringify(ticket),
  };
  const letter = {
    ...{ entryId: '1-1', error: 'it has failed', attempts: '10', failedAt: new Date().toISOString() },
    fields: JSON.stringify(Object.entries(event).flat()),
  };
  await add(market.redis.connect(), '{0}:dead:orders', Object.entries(letter).flat());
}
