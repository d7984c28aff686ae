import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readLockfile } from '../../scripts/lockfile.js';
import { printSizes, productionSizes, sizeProblems } from '../../scripts/supply/sizes.js';

test('productionSizes: each package of a server by itself, the largest first', async () => {
  const root = await tree({
    'node_modules/small/index.js': 10,
    'node_modules/large/lib/deep/index.js': 300,
    'node_modules/large/index.js': 200,
    'node_modules/large/node_modules/inner/index.js': 100,
    'node_modules/tool/index.js': 5000,
  });
  const sizes = await productionSizes(root, [
    located('node_modules/small'),
    located('node_modules/large'),
    located('node_modules/large/node_modules/inner'),
    { ...located('node_modules/tool'), isDevelopment: true },
  ]);
  expect(sizes).toEqual([
    { name: 'large', bytes: 500 },
    { name: 'inner', bytes: 100 },
    { name: 'small', bytes: 10 },
  ]);
});

test('productionSizes: only a package that a platform may do without may be missing', async () => {
  const root = await tree({ 'node_modules/there/index.js': 1 });
  const missing = located('node_modules/missing');
  expect(await productionSizes(root, [{ ...missing, isOptional: true }])).toEqual([
    { name: 'missing', bytes: 0 },
  ]);
  await expect(productionSizes(root, [missing])).rejects.toThrow('ENOENT');
});

test('sizeProblems: one byte more than the budget has a sentence', () => {
  expect(sizeProblems([{ name: 'one', bytes: 2_000_000 }], 2)).toEqual([]);
  expect(
    sizeProblems(
      [
        { name: 'one', bytes: 2_000_000 },
        { name: 'other', bytes: 1 },
      ],
      2,
    ),
  ).toEqual([
    expect.stringMatching(
      /^The packages that a server needs are 2\.00 MB, and the budget is 2 MB\. npm run supply /,
    ),
  ]);
});

test('printSizes: the sum, the largest, and how much the others are', () => {
  const sizes = [3_000_000, 2_000_000, 1_000_000].map((bytes, at) => ({ name: `p${at}`, bytes }));
  expect(printSizes(sizes, 1).split('\n')).toEqual([
    '  6.00 MB  3 packages of a server',
    '  3.00 MB  p0',
    '  3.00 MB  2 others',
  ]);
  expect(printSizes(sizes, 0)).toBe('  6.00 MB  3 packages of a server');
});

test('the packages of a server: they are within the budget', async () => {
  const root = join(import.meta.dirname, '../..');
  expect(sizeProblems(await productionSizes(root, await readLockfile(root)))).toEqual([]);
});

async function tree(files: Readonly<Record<string, number>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'holdfast-sizes-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), Buffer.alloc(bytes));
  }
  return root;
}

function located(path: string) {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return { name, path, licence: 'MIT', isDevelopment: false, isOptional: false, hasInstallScript: false };
}
