import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { browserPath } from '../support/browser.js';
import { MAX_PICTURE_BYTES, readPicture } from '../support/picture.js';
import { startScript } from '../support/start-script.js';
import { waitFor } from '../support/wait-for.js';

const NAMES = ['shop-dark.png', 'shop.png', 'trace-dark.png', 'trace.png'];

describe.skipIf(browserPath === undefined)('screenshots', () => {
  test('a run: writes all pictures, twice as fine as the page, each of less than 300 KB', async () => {
    const to = await scratch();
    const { ended, written } = startScript('scripts/screenshots/main.ts', '--to', to);
    expect([await ended, written.stderr]).toEqual([0, '']);
    const [, ...paths] = written.stdout.trim().split('\n');
    expect(paths.sort()).toEqual(NAMES.map((name) => join(to, name)));
    for (const name of NAMES) {
      const picture = await readPicture(join(to, name));
      expect([name, picture.width]).toEqual([name, name.startsWith('shop') ? 2240 : 2800]);
      expect(picture.bytes).toBeLessThan(MAX_PICTURE_BYTES);
    }
  }, 120_000);

  test('an interrupted run: says so, exits with 1 and leaves no server behind', async () => {
    const to = await scratch();
    const { child, ended, written } = startScript('scripts/screenshots/main.ts', '--to', to);
    const url = await waitFor(() => /http:\S+/.exec(written.stdout)?.[0], {
      what: 'the server',
      timeoutMs: 30_000,
    });
    child.kill('SIGINT');
    expect(await ended).toBe(1);
    expect(written.stderr).toContain('interrupted');
    await expect(fetch(url)).rejects.toThrow('fetch failed');
    expect(await readdir(to)).toEqual([]);
  }, 120_000);
});

async function scratch(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-pictures-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}
