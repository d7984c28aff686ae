import { readFile, stat, utimes } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { createCheckout, createReadyCheckout, NPM_CI } from './checkout.js';

const NPM = 'npm ci --include=dev --no-audit --no-fund';
const TSC = 'tsc -p tsconfig.build.json';
const VITE = 'vite build --config web/vite.config.ts';
const DAY = 24 * 60 * 60;

test('setup: a fresh checkout gets its packages and its build, with one line for each', async () => {
  const checkout = await createCheckout();
  await checkout.program('redis-server');

  const { status, stdout, stderr } = await checkout.run();

  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/^packages: npm ci … \d+\.\d s\nbuild: tsc … \d+\.\d s\npage: vite … \d+\.\d s\n$/);
  expect(await checkout.calls()).toEqual([NPM, TSC, VITE]);
  expect([await checkout.read('dist/cli/main.js'), await checkout.read('dist/page/index.html')]).toEqual([
    '',
    '',
  ]);
  expect((await stat(join(checkout.dir, 'dist/cli/main.js'))).mode & 0o777).toBe(0o755);
});

test('setup: a second run does nothing and prints nothing', async () => {
  const checkout = await createReadyCheckout();

  expect(await checkout.run()).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(await checkout.calls()).toEqual([]);
});

test('setup: files that were only touched or copied are not work to do', async () => {
  const checkout = await createReadyCheckout();
  const tomorrow = Date.now() / 1000 + DAY;
  for (const file of ['package-lock.json', 'src/cli/main.ts', 'web/index.html', 'tsconfig.build.json']) {
    await utimes(join(checkout.dir, file), tomorrow, tomorrow);
  }

  await checkout.run();

  expect(await checkout.calls()).toEqual([]);
});

test('packages: a changed lockfile is installed, also one that is older than node_modules', async () => {
  const checkout = await createReadyCheckout();
  const lockfile = await checkout.read('package-lock.json');
  const installed = await checkout.read('fixture/installed.json');
  await checkout.write('package-lock.json', lockfile.replace('7.0.2', '7.0.3'));
  await checkout.write('fixture/installed.json', installed.replace('7.0.2', '7.0.3'));
  await utimes(join(checkout.dir, 'package-lock.json'), 1, 1);

  await checkout.run();
  expect(await checkout.calls()).toContain(NPM);

  await checkout.run();
  expect(await checkout.calls()).toEqual([]);
});

test.for([
  ['package that is missing', { packages: {} }],
  ['package of another version', { packages: { 'node_modules/typescript': { version: '7.0.1' } } }],
  [
    'package of other content',
    { packages: { 'node_modules/typescript': { version: '7.0.2', integrity: 'x' } } },
  ],
] as const)('packages: a %s is installed', async ([, record]) => {
  const checkout = await createReadyCheckout();
  await checkout.write('node_modules/.package-lock.json', JSON.stringify(record));

  await checkout.run();

  expect(await checkout.calls()).toEqual([NPM]);
});

test('packages: an installation that was cut off is made again', async () => {
  const checkout = await createReadyCheckout();
  await checkout.write('node_modules/.package-lock.json', undefined);

  await checkout.run();

  expect(await checkout.calls()).toEqual([NPM]);
});

test('packages: when npm fails, its last lines are shown and nothing is built', async () => {
  const checkout = await createCheckout();
  await checkout.program('npm', 'i=0; while [ $i -lt 50 ]; do i=$((i+1)); echo "line $i"; done; exit 7');

  const { status, stdout, stderr } = await checkout.run();

  expect(status).toBe(1);
  expect(stdout).toBe('packages: npm ci … failed\n');
  expect(stderr).toContain('line 31\n');
  expect(stderr).not.toContain('line 30\n');
  expect(stderr).toContain(`${NPM}: exit status 7.`);
  expect(await checkout.calls()).toEqual([NPM]);
});

test('build: a changed source is built, also one that is older than dist', async () => {
  const checkout = await createReadyCheckout();
  await checkout.write('src/cli/main.ts', 'export {};');
  await utimes(join(checkout.dir, 'src/cli/main.ts'), 1, 1);

  const { stdout } = await checkout.run();

  expect(stdout).toMatch(/^build: tsc … \d+\.\d s\npage: vite … \d+\.\d s\n$/);
  expect(await checkout.read('dist/cli/main.js')).toBe('export {};');
});

test('page: a changed source of the page is built', async () => {
  const checkout = await createReadyCheckout();
  await checkout.write('web/index.html', '<p>new</p>');

  await checkout.run();

  expect(await checkout.calls()).toEqual([TSC, VITE]);
  expect(await checkout.read('dist/page/index.html')).toBe('<p>new</p>');
});

test('page: an error is shown, leaves dist as it was, and is tried again', async () => {
  const checkout = await createReadyCheckout();
  await checkout.write('src/cli/main.ts', 'export {};');
  await checkout.write('web/index.html', 'mistake');

  const { status, stdout, stderr } = await checkout.run();

  expect(status).toBe(1);
  expect(stdout).toMatch(/page: vite … failed\n$/);
  expect(stderr).toContain('error during build');
  expect([await checkout.read('dist/cli/main.js'), await checkout.read('dist/page/index.html')]).toEqual([
    '',
    '',
  ]);
  await checkout.calls();
  await checkout.run();
  expect(await checkout.calls()).toEqual([TSC, VITE]);
});

test('build: what was built of a removed source is gone', async () => {
  const checkout = await createReadyCheckout();
  await checkout.write('src/serve.ts', undefined);

  await checkout.run();

  expect(await checkout.calls()).toEqual([TSC, VITE]);
  await expect(stat(join(checkout.dir, 'dist/serve.js'))).rejects.toThrow('ENOENT');
  await expect(stat(join(checkout.dir, 'dist.old'))).rejects.toThrow('ENOENT');
});

test('build: an error is shown, leaves dist as it was, and is tried again', async () => {
  const checkout = await createReadyCheckout();
  await checkout.write('src/cli/main.ts', 'mistake');

  const { status, stdout, stderr } = await checkout.run();
  expect(status).toBe(1);
  expect(stdout).toBe('build: tsc … failed\n');
  expect(stderr).toContain('src/cli/main.ts(1,1): error TS1005');
  expect(await checkout.read('dist/cli/main.js')).toBe('');

  await checkout.write('src/cli/main.ts', 'export {};');
  expect((await checkout.run()).status).toBe(0);
  expect(await checkout.read('dist/cli/main.js')).toBe('export {};');
});

test('setup: an older Node is refused with a sentence before anything is done', async () => {
  const checkout = await createCheckout();

  const { status, stderr } = await checkout.run({ nodeVersion: '20.18.3' });

  expect(status).toBe(1);
  expect(stderr).toContain('Holdfast needs Node 20.19 or newer; this is Node 20.18.3.');
  expect(await checkout.calls()).toEqual([]);
});

test('setup: refuses the versions of Node that package.json excludes', async () => {
  const manifest = JSON.parse(await readFile(resolve(import.meta.dirname, '../../package.json'), 'utf8'));
  const checkout = await createCheckout();

  const { stderr } = await checkout.run({ nodeVersion: '18.20.0' });

  expect(manifest.engines.node).toBe('>=20.19');
  expect(stderr).toContain('Node 20.19 or newer');
});

test.for(['20.19.0', '22.0.0', '100.0.0'])('setup: Node %s is new enough', async (nodeVersion) => {
  const checkout = await createReadyCheckout();

  expect((await checkout.run({ nodeVersion })).status).toBe(0);
});

test('setup: --help tells what it does and does nothing', async () => {
  const checkout = await createCheckout();

  const { status, stdout } = await checkout.run({ args: ['--help'] });

  expect(status).toBe(0);
  expect(stdout).toContain('Usage: node scripts/setup.mjs');
  expect(await checkout.calls()).toEqual([]);
});

test('setup: an argument that it does not know is refused', async () => {
  const checkout = await createCheckout();
  await checkout.program('npm', NPM_CI);

  const { status, stderr } = await checkout.run({ args: ['--verbose'] });

  expect(status).toBe(1);
  expect(stderr).toContain('Unknown argument --verbose.');
  expect(await checkout.calls()).toEqual([]);
});
