import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

test('the page is found also where the path of the checkout has a space and letters of any language', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-page-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const checkout = join(dir, 'my shop, für 100%');
  const web = join(checkout, 'src/web');
  await cp(join(import.meta.dirname, '../../src/web'), web, { recursive: true });
  const { builtPageDir } = await import(pathToFileURL(join(web, 'built-page.ts')).href);
  expect(builtPageDir).toBe(join(checkout, 'dist/page/'));
});
