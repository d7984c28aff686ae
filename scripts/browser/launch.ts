import { type Browser, chromium } from 'playwright-core';

/** @param path of Chromium or Chrome, as `findBrowser` gives it */
export function launchBrowser(path: string): Promise<Browser> {
  return chromium.launch({
    executablePath: path,
    // The sandbox needs rights that a container does not give to root.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    // Whoever starts it ends it: left to itself, it would end this process as well.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}
