import type { Page } from 'playwright-core';

/** Signs in by name, as a server in development mode lets anybody do; ends where the page was. */
export async function signIn(page: Page, user: string): Promise<void> {
  const here = new URL(page.url());
  await page.goto(`${here.origin}/sign-in?to=${encodeURIComponent(here.pathname)}`);
  await page.getByLabel('Your name').fill(user);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
}

/** The button that orders the ticket, at whatever price it names. */
export function reserveButton(page: Page) {
  return page.getByRole('button', { name: /^Reserve for / });
}
