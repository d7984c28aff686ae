import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

it('check:links, the documents of this repository: every link leads somewhere', async () => {
  expect(await checkLinks('.')).toMatchObject({ code: 0 });
});

it.each([
  ['a file that is there', '[a](docs/there.md)', 0],
  ['a directory', '[a](docs)', 0],
  ['a heading that is there', '[a](docs/there.md#the-heading) [b](#top)', 0],
  ['a page of the web, which is not asked', '[a](https://nowhere.invalid/)', 0],
  ['a file that is not there', '[a](docs/gone.md)', 1],
  ['a heading that is not there', '[a](docs/there.md#gone)', 1],
  ['a heading of the same file that is not there', '[a](#gone)', 1],
])('check:links, a link to %s: %s ends with %i', async (_, link, code) => {
  const dir = await mkdtemp(join(tmpdir(), 'hf-links-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  await mkdir(join(dir, 'docs'));
  await mkdir(join(dir, 'docs', 'node_modules'));
  await writeFile(join(dir, 'docs', 'there.md'), '# There\n\n## The heading\n');
  await writeFile(join(dir, 'docs', 'node_modules', 'of-others.md'), '[a](gone.md)\n');
  await writeFile(join(dir, 'README.md'), `# Top\n\n${link}\n`);

  expect(await checkLinks(dir)).toMatchObject({ code });
});

/** Runs `npm run check:links` in a directory. */
async function checkLinks(cwd: string): Promise<{ code: number; said: string }> {
  const args = ['--import', import.meta.resolve('tsx'), resolve('scripts/links/main.ts')];
  return await new Promise((done) => {
    execFile(process.execPath, args, { cwd }, (error, stdout, stderr) => {
      done({ code: Number(error?.code ?? 0), said: stdout + stderr });
    });
  });
}
