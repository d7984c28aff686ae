import { link, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sizeLines } from '../../scripts/container/sizes.js';
import { sizeOf, walk } from '../../scripts/container/walk.js';

test('walk: paths as a container sees them, and a file with two names counts once', async () => {
  const root = await mkdtemp(join(tmpdir(), 'holdfast-walk-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await mkdir(join(root, 'app/dist'), { recursive: true });
  await writeFile(join(root, 'app/dist/a'), 'x'.repeat(10), { mode: 0o640 });
  await link(join(root, 'app/dist/a'), join(root, 'app/dist/b'));
  await writeFile(join(root, 'application'), 'x'.repeat(100));

  const entries = await walk(root);

  expect(entries.map(({ path }) => path).sort()).toEqual([
    ...['/', '/app', '/app/dist', '/app/dist/a', '/app/dist/b', '/application'],
  ]);
  expect(entries.find(({ path }) => path === '/app/dist/a')).toMatchObject({ kind: 'file', mode: 0o640 });
  expect([sizeOf(entries), sizeOf(entries, '/app')]).toEqual([110, 10]);
});

test('sizeLines: the whole and its parts', () => {
  const file = (path: string, size: number) =>
    ({ path, size, kind: 'file', uid: 0, gid: 0, mode: 0o644 }) as const;
  const entries = [file('/usr/x', 210e6), file('/app/node_modules/x', 40e6), file('/app/dist/x', 1.5e6)];
  expect(sizeLines(entries, 200e6)).toEqual([
    'image                      251.5 MB',
    '  base                     200.0 MB',
    '  redis-server and tini     10.0 MB',
    '  packages                  40.0 MB',
    '  dist                       1.5 MB',
  ]);
});
