import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

export interface Outcome {
  readonly status: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Who runs it. Default: 0, root. */
  readonly uid?: number;
  /** The version that Node claims to be. */
  readonly nodeVersion?: string;
}

export interface Checkout {
  readonly dir: string;
  /** Writes a file of the checkout; `undefined` removes it. */
  write(path: string, content: string | undefined): Promise<void>;
  read(path: string): Promise<string>;
  /** Puts a program on the PATH: a shell script, whose calls are recorded. */
  program(name: string, script?: string): Promise<void>;
  /** The calls of the programs since the last time, one a line. */
  calls(): Promise<string[]>;
  run(options?: RunOptions): Promise<Outcome>;
}

const LOCKFILE = {
  packages: {
    '': { name: 'holdfast' },
    'node_modules/typescript': { version: '7.0.2', integrity: 'sha512-a' },
    'node_modules/other-platform': { version: '1.0.0', integrity: 'sha512-b', optional: true },
  },
};

const INSTALLED = {
  packages: { 'node_modules/typescript': { version: '7.0.2', integrity: 'sha512-a' } },
};

/** npm's part: node_modules with a compiler in it, and npm's own record of what it installed. */
export const NPM_CI = `
/bin/rm -rf node_modules && /bin/mkdir -p node_modules && /bin/cp -r fixture/typescript fixture/vite node_modules/
/bin/cp fixture/installed.json node_modules/.package-lock.json`;

/** Copies the sources to the place that it is told, unless one of them has an error. */
const TSC = `
import { appendFileSync, cpSync, readdirSync, readFileSync, renameSync } from 'node:fs';
const out = process.argv[process.argv.indexOf('--outDir') + 1];
appendFileSync('calls', 'tsc ' + process.argv.slice(2, 4).join(' ') + '\\n');
for (const path of readdirSync('src', { recursive: true })) {
  if (path.endsWith('.ts') && readFileSync('src/' + path, 'utf8').includes('mistake')) {
    console.log('src/' + path + '(1,1): error TS1005');
    process.exit(2);
  }
}
cpSync('src', out, { recursive: true });
for (const path of readdirSync(out, { recursive: true })) {
  if (path.endsWith('.ts')) renameSync(out + '/' + path, out + '/' + path.replace(/ts$/, 'js'));
}`;

/** Leaves the sources of the page where it is told, unless one of them has an error. */
const VITE = `
import { appendFileSync, cpSync, readFileSync } from 'node:fs';
const out = process.argv[process.argv.indexOf('--outDir') + 1];
appendFileSync('calls', 'vite ' + process.argv.slice(2, 5).join(' ') + '\\n');
if (readFileSync('web/index.html', 'utf8').includes('mistake')) {
  console.log('error during build');
  process.exit(1);
}
cpSync('web', out, { recursive: true });`;

/** Keeps the contract of src/redis/find-server.ts, but looks at the checkout's own PATH alone. */
const FIND_SERVER = `
import { existsSync } from 'node:fs';
export async function findRedisServer() {
  const dirs = process.env.PATH.split(':');
  const path = ['redis-server', 'valkey-server'].flatMap((name) => dirs.map((dir) => dir + '/' + name)).find(existsSync);
  return path && { path, version: '7.2.4' };
}`;

let ready: string | undefined;

afterAll(async () => {
  if (ready !== undefined) await rm(ready, { recursive: true });
});

/** A small checkout with the real setup in it, and a PATH on which nothing is real but Node and the shell. */
export async function createCheckout(): Promise<Checkout> {
  const checkout = checkoutIn(await temporaryDirectory());
  await furnish(checkout);
  onTestFinished(() => rm(checkout.dir, { recursive: true, force: true }));
  return checkout;
}

/** A checkout whose setup has run: packages, build and a redis-server are there. */
export async function createReadyCheckout(): Promise<Checkout> {
  ready ??= await prepareOne();
  const checkout = checkoutIn(await temporaryDirectory());
  await cp(ready, checkout.dir, { recursive: true, verbatimSymlinks: true });
  onTestFinished(() => rm(checkout.dir, { recursive: true, force: true }));
  return checkout;
}

async function prepareOne(): Promise<string> {
  const checkout = checkoutIn(await temporaryDirectory());
  await furnish(checkout);
  await checkout.program('redis-server');
  const { status, stderr } = await checkout.run();
  if (status !== 0) throw new Error(stderr);
  await checkout.calls();
  return checkout.dir;
}

async function furnish(checkout: Checkout): Promise<void> {
  await cp(resolve(import.meta.dirname, '../../scripts'), join(checkout.dir, 'scripts'), { recursive: true });
  await checkout.write('package.json', '{ "type": "module" }');
  await checkout.write('package-lock.json', JSON.stringify(LOCKFILE));
  await checkout.write('tsconfig.build.json', '{}');
  await checkout.write('src/cli/main.ts', '');
  await checkout.write('src/serve.ts', '');
  await checkout.write('web/index.html', '');
  await checkout.write('src/redis/find-server.ts', FIND_SERVER);
  await checkout.write('calls', '');
  await checkout.write('fixture/installed.json', JSON.stringify(INSTALLED));
  await checkout.write('fixture/typescript/package.json', '{ "type": "module" }');
  await checkout.write('fixture/typescript/bin/tsc', TSC);
  await checkout.write('fixture/vite/package.json', '{ "type": "module" }');
  await checkout.write('fixture/vite/bin/vite.js', VITE);
  await checkout.write('fixture/pretend.mjs', PRETEND);
  await checkout.program('npm', NPM_CI);
  await symlink('/bin/sh', join(checkout.dir, 'bin/sh'));
  await symlink('/usr/bin/env', join(checkout.dir, 'bin/env'));
}

function checkoutIn(dir: string): Checkout {
  return {
    dir,
    read: (path) => readFile(join(dir, path), 'utf8'),
    async write(path, content) {
      if (content === undefined) return await rm(join(dir, path));
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), content);
    },
    async program(name, script = '') {
      await this.write(`bin/${name}`, `#!/bin/sh\necho "${name} $*" >> "\${0%/bin/*}/calls"\n${script}\n`);
      await chmod(join(dir, 'bin', name), 0o755);
    },
    async calls() {
      const lines = (await this.read('calls')).split('\n').filter((line) => line !== '');
      await this.write('calls', '');
      return lines;
    },
    run: (options) => runSetup(dir, options),
  };
}

function runSetup(
  dir: string,
  { args = [], env = {}, uid = 0, nodeVersion = process.versions.node }: RunOptions = {},
): Promise<Outcome> {
  const pretended = {
    NODE_OPTIONS: `--import=${join(dir, 'fixture/pretend.mjs')}`,
    PRETENDED_UID: String(uid),
    PRETENDED_NODE: nodeVersion,
  };
  return new Promise((settle) => {
    execFile(
      process.execPath,
      [join(dir, 'scripts/setup.mjs'), ...args],
      // Started elsewhere: the setup has to find its own checkout.
      { cwd: tmpdir(), env: { PATH: join(dir, 'bin'), ...pretended, ...env } },
      (error, stdout, stderr) => settle({ status: error ? (error.code ?? error.signal) : 0, stdout, stderr }),
    );
  });
}

async function temporaryDirectory(): Promise<string> {
  return await mkdtemp(join(tmpdir(), 'holdfast-setup-'));
}

const PRETEND = `
process.getuid = () => Number(process.env.PRETENDED_UID);
Object.defineProperty(process, 'versions', { value: { ...process.versions, node: process.env.PRETENDED_NODE } });`;
