import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { signIn } from '../../test/support/shop.js';
import type { Market } from './market.js';

/** The pages that are photographed, in one colour scheme. */
export interface Album {
  /**
   * Writes the pictures and returns their paths.
   *
   * @param gone the titles of the tickets that the shop must show as reserved and sold
   */
  take(directory: string, gone: Awaited<ReturnType<Market['goOn']>>): Promise<string[]>;
}

export interface AlbumOptions {
  readonly browser: Browser;
  readonly url: string;
  readonly market: Market;
  readonly colorScheme: 'light' | 'dark';
}

/** Opens the pages. What the market does from then on is seen there live. */
export async function openAlbum({ browser, url, market, colorScheme }: AlbumOptions): Promise<Album> {
  const context = await browser.newContext({
    colorScheme,
    deviceScaleFactor: 2,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
    // For the style that says which letters are used.
    bypassCSP: true,
  });
  // How long all of it may take is limited for all of it.
  context.setDefaultTimeout(0);
  const shop = await openPage(SHOP);
  await signIn(shop, 'mara');
  await shop
    .locator('.ticket')
    .nth(market.size - 1)
    .waitFor();
  const trace = await openPage({ ...TRACE, path: `/trace/${market.storied}` });
  const suffix = colorScheme === 'dark' ? '-dark' : '';

  async function openPage({ path, width }: { path: string; width: number }): Promise<Page> {
    const page = await context.newPage();
    await page.setViewportSize({ width, height: 1200 });
    await page.goto(url + path);
    await page.getByText('Live', { exact: true }).waitFor();
    return page;
  }

  return {
    async take(directory, { reserved, sold }) {
      await shop.locator('.ticket', { hasText: reserved }).getByText('Reserved').waitFor();
      await shop.locator('.ticket', { hasText: sold }).getByText('Sold').waitFor();
      await trace.locator('[data-title="copy v3"]').waitFor();
      await trace.getByRole('status').getByText('In sync').waitFor();
      const paths = {
        shop: join(directory, `shop${suffix}.png`),
        trace: join(directory, `trace${suffix}.png`),
      };
      await photograph(shop, '.tickets', paths.shop);
      await photograph(trace, '.trace-scroll', paths.trace);
      return Object.values(paths);
    },
  };
}

const SHOP = { path: '/', width: 1120 };
const TRACE = { width: 1400 };

/** What a machine without a desktop takes for its own font is one that few people see on theirs. */
const FONT = ':root { --font: "Liberation Sans", Arial, sans-serif; }';

/** Below what is last in the picture, in pixels of the page. */
const MARGIN = 32;

/** A picture of the page from its top to the end of what `last` selects. */
async function photograph(page: Page, last: string, path: string): Promise<void> {
  await page.addStyleTag({ content: FONT });
  const box = await page.locator(last).boundingBox();
  const width = page.viewportSize()?.width;
  if (!box || !width) throw new Error(`there is no ${last} on ${page.url()}`);
  const clip = { x: 0, y: 0, width, height: Math.ceil(box.y + box.height) + MARGIN };
  // Whatever lies under the pointer looks otherwise.
  await page.mouse.move(0, 0);
  await page.screenshot({ path, clip, animations: 'disabled' });
}
