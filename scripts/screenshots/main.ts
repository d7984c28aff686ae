import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { runAsProcess, work } from '../../src/command-line.js';
import { readConfig } from '../../src/config.js';
import { start } from '../../src/main.js';
import { makeDataDir } from '../../test/support/data-dir.js';
import { launchBrowser } from '../browser/launch.js';
import { findBrowser } from '../setup/find-browser.mjs';
import { createScreenshotsCommand, type Options } from './arguments.js';
import { playMarket } from './market.js';
import { openAlbum } from './pictures.js';

/** How long all of it may take, in milliseconds. */
const LIMIT_MS = 300_000;

/** `npm run screenshots` as a process. */
async function main(interrupted: AbortSignal, { to }: Options): Promise<number> {
  const limit = AbortSignal.timeout(LIMIT_MS);
  const signal = AbortSignal.any([interrupted, limit]);
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      const tooLong = new Error(`The pictures were not taken within ${LIMIT_MS / 1000} s.`);
      reject(limit.aborted ? tooLong : signal.reason);
    });
  });
  // It may happen before anybody waits for it.
  aborted.catch(() => undefined);
  const data = await makeDataDir();
  try {
    const config = readConfig({ DATA_DIR: data.dir, PORT: '0', CURRENCY: 'eur', LOG_LEVEL: 'error' });
    const holdfast = await start(config, signal);
    try {
      process.stdout.write(`A market is played at ${holdfast.url}\n`);
      await withBrowser((browser) =>
        Promise.race([takePictures(browser, { url: holdfast.url, to: resolve(to), signal }), aborted]),
      );
    } finally {
      await holdfast.stop();
    }
  } finally {
    await data.remove();
  }
  return 0;
}

type Browser = Awaited<ReturnType<typeof launchBrowser>>;

async function withBrowser(work: (browser: Browser) => Promise<void>): Promise<void> {
  const path = await findBrowser();
  if (path === undefined) throw new Error('There is no Chromium or Chrome. npm run screenshots installs it.');
  const browser = await launchBrowser(path);
  try {
    await work(browser);
  } finally {
    await browser.close();
  }
}

interface Assignment {
  readonly url: string;
  /** A directory. */
  readonly to: string;
  readonly signal: AbortSignal;
}

async function takePictures(browser: Browser, { url, to, signal }: Assignment): Promise<void> {
  const market = await playMarket(url, signal);
  const schemes = ['light', 'dark'] as const;
  const albums = await Promise.all(
    schemes.map((colorScheme) => openAlbum({ browser, url, market, colorScheme })),
  );
  const gone = await market.goOn();
  await mkdir(to, { recursive: true });
  for (const album of albums)
    for (const path of await album.take(to, gone)) process.stdout.write(`${path}\n`);
}

await runAsProcess(createScreenshotsCommand().action(work(main)), { errorCode: 1 });
