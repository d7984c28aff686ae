import { findBrowser } from './find-browser.mjs';
import { install } from './install.mjs';

/** @param {{ readonly needsBrowser: boolean }} project */
export async function isBrowserFound({ needsBrowser }) {
  return !needsBrowser || (await findBrowser()) !== undefined;
}

export async function installBrowser() {
  await install({
    label: 'browser',
    packagesOf: (manager) => manager.browser,
    isThere: async () => (await findBrowser()) !== undefined,
    wanted: 'that this setup could find',
    choices,
  });
}

/** Says what is left out where there is no browser. */
export async function tellOfSkippedTests() {
  if ((await findBrowser()) !== undefined) return;
  console.log(
    'browser: there is no Chromium or Chrome, so the tests in test/browser are skipped; npm run test:browser gets one',
  );
}

/**
 * What the user can do where the setup cannot install a browser.
 *
 * @param {string} reason
 */
function choices(reason) {
  return `${reason}

The browser tests need Chromium or Chrome, and this setup could not get one. Your choices:

  Install it, then run the same command again:
    brew install chromium                  macOS
    sudo apt-get install chromium          Debian
    sudo dnf install chromium              Fedora, RHEL
    sudo apk add chromium                  Alpine

  Or do without: npm test runs all other tests where there is no browser, and says that it skips these.`;
}
