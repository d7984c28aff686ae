import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readLockfile } from '../../scripts/lockfile.js';
import { bundledPackages, packagesIn } from '../../scripts/supply/bundled.js';
import { installScriptProblems } from '../../scripts/supply/install-scripts.js';
import { licenceProblems, licencesDocument, shippedPackages } from '../../scripts/supply/licences.js';

const root = join(import.meta.dirname, '../..');

test('readLockfile: the packages of others, wherever they lie, and what the lockfile says of each', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-lockfile-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const packages = {
    '': { name: 'ours' },
    'tools/one': { name: 'a-workspace' },
    'node_modules/a-workspace': { resolved: 'tools/one', link: true },
    'node_modules/@some/server': { license: 'MIT', hasInstallScript: true },
    'node_modules/@some/server/node_modules/inner': { license: 'ISC', optional: true },
    'tools/one/node_modules/tool': { dev: true },
  };
  await writeFile(join(dir, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }));

  const others = { isDevelopment: false, isOptional: false, hasInstallScript: false };
  expect(await readLockfile(dir)).toEqual([
    {
      ...others,
      name: '@some/server',
      path: 'node_modules/@some/server',
      licence: 'MIT',
      hasInstallScript: true,
    },
    {
      ...others,
      name: 'inner',
      path: 'node_modules/@some/server/node_modules/inner',
      licence: 'ISC',
      isOptional: true,
    },
    {
      ...others,
      name: 'tool',
      path: 'tools/one/node_modules/tool',
      licence: undefined,
      isDevelopment: true,
    },
  ]);
});

test('shippedPackages: those of the server, and of the others those that the page holds', () => {
  const locked = [tool('vite', 'MIT'), tool('preact', 'MIT'), server('pino', 'MIT')];
  expect(shippedPackages(locked, ['preact'])).toEqual([
    { name: 'pino', licence: 'MIT', where: 'server' },
    { name: 'preact', licence: 'MIT', where: 'page' },
  ]);
  expect(() => shippedPackages(locked, ['react'])).toThrow('The page holds a part of react, which');
});

test('licenceProblems: no licence, and one that nobody has looked at, have a sentence each', () => {
  const shipped = shippedPackages(
    [server('fine', 'MIT'), server('nameless', undefined), server('strict', 'AGPL-3.0-only')],
    [],
  );
  expect(licenceProblems(shipped)).toEqual([
    expect.stringMatching(/^nameless names no licence: /),
    expect.stringMatching(/^strict has the licence AGPL-3\.0-only, which nobody has looked at\. /),
  ]);
});

test('docs/licences.md: it names what is shipped, and each licence is one that may be passed on', async () => {
  const shipped = shippedPackages(await readLockfile(root), await bundledPackages(root));
  expect(licenceProblems(shipped)).toEqual([]);
  expect(await readFile(join(root, 'docs/licences.md'), 'utf8')).toBe(licencesDocument(shipped));
  expect(shipped).toContainEqual({ name: 'preact', licence: 'MIT', where: 'page' });
  expect(shipped).toContainEqual({ name: 'zod', licence: 'MIT', where: 'server' });
});

test('licencesDocument: a package that is there in two versions of one licence is named once', () => {
  const document = licencesDocument(shippedPackages([server('twice', 'MIT'), server('twice', 'MIT')], []));
  expect(document.match(/^\| twice /gm)).toHaveLength(1);
});

test('packagesIn: a list of licences that it can not read is an error, and no empty page', () => {
  expect(packagesIn('# Licenses\n\n## @some/part - 1.0.0 (MIT)\n\nMIT\n\n## other - 0.1.0\n')).toEqual([
    '@some/part',
    'other',
  ]);
  expect(() => packagesIn('# Licenses\n\n* preact: MIT\n')).toThrow(
    'dist/page/licences.txt names no package',
  );
});

test('installScriptProblems: what runs a program when it is installed must be named in allowScripts', () => {
  const locked = [{ ...server('runs', 'MIT'), hasInstallScript: true }, server('rests', 'MIT')];
  expect(installScriptProblems(locked, {})).toEqual([
    'runs runs a program of its own when it is installed. Say in allowScripts of package.json whether it may.',
  ]);
  expect(installScriptProblems(locked, { runs: false })).toEqual([]);
});

function server(name: string, licence: string | undefined) {
  const path = `node_modules/${name}`;
  return { name, path, licence, isDevelopment: false, isOptional: false, hasInstallScript: false };
}

function tool(name: string, licence: string) {
  return { ...server(name, licence), isDevelopment: true };
}
