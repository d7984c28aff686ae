import { findProgram } from './on-path.mjs';
import { succeeds } from './run.mjs';

/** What speaks the protocol that the browser tests need. */
const browsers = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The path of a browser for the browser tests; `undefined` where there is none. The tests look for it in the same way. */
export async function findBrowser() {
  for (const browser of browsers) {
    const path = await findProgram(browser);
    // Ubuntu has a program of that name that only says how to install one.
    if (path !== undefined && (await succeeds(path, '--version'))) return path;
  }
  return undefined;
}
