import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/**
 * Fails when axe finds something that keeps people out.
 *
 * @param what is shown, for the message
 */
export async function checkAccess(page: Page, what: string): Promise<void> {
  // What fades in is not yet of its colour.
  await page.evaluate(
    'Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => 0)',
  );
  // By the protocol of the browser: the policy of the page forbids scripts that stand in it.
  await page.evaluate(axe.source);
  const found = await page.evaluate<AxeResults>('axe.run()');
  const told = found.violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
  expect(told, what).toEqual([]);
}
