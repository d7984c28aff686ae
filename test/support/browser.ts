import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { launchBrowser } from '../../scripts/browser/launch.js';
import { findBrowser } from '../../scripts/setup/find-browser.mjs';

/** The browser of this machine; without one the browser tests are skipped. */
export const browserPath = await findBrowser();

/** How long a page may take to show something, in milliseconds: the machine may be busy with other tests. */
export const SHOWN_MS = 20_000;

export interface TestBrowser {
  /** Opens a page as somebody new, in a context of its own; it is closed when the test has finished. */
  open(url: string, options?: BrowserContextOptions): Promise<Page>;
}

/**
 * A browser for the tests of a file. Whatever a page writes to its console as an error, and each error that nobody
 * catches, fails the test: the policy of the page tells of what it forbids in no other way.
 */
export function useBrowser(): TestBrowser {
  let running: Browser | undefined;
  beforeAll(async () => {
    if (browserPath === undefined) return;
    running = await launchBrowser(browserPath);
  }, 60_000);
  afterAll(() => running?.close());
  return {
    async open(url, options = {}) {
      if (running === undefined) throw new Error('useBrowser: its browser runs only while tests run');
      const context = await running.newContext({ locale: 'en-GB', ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(SHOWN_MS);
      const errors: string[] = [];
      page.on('pageerror', ({ message }) => errors.push(message));
      page.on('console', (line) => {
        // An answer of 4xx is told there too, and is none of the page's mistakes.
        if (line.type() === 'error' && !line.text().startsWith('Failed to load resource'))
          errors.push(line.text());
      });
      onTestFinished(async () => {
        await context.close();
        expect(errors).toEqual([]);
      });
      await page.goto(url);
      return page;
    },
  };
}
