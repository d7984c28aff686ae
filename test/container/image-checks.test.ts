import { expect, test } from 'vitest';
import { configMistakes, contentMistakes } from '../../scripts/container/image-checks.js';
import type { ImageConfig } from '../../scripts/container/store.js';
import type { Entry } from '../../scripts/container/walk.js';
import type { LockedPackage } from '../../scripts/lockfile.js';

const UID = 10_001;

const config: ImageConfig = {
  User: `${UID}:${UID}`,
  Entrypoint: ['tini', '--', 'holdfast'],
  Cmd: ['serve'],
  Volumes: { '/data': {} },
  ExposedPorts: { '3000/tcp': {} },
  StopSignal: 'SIGTERM',
  Healthcheck: { Test: ['CMD', 'node', '-e', ''] },
  WorkingDir: '/app',
};

test('configMistakes, as it should be: none', () => {
  expect(configMistakes(config)).toEqual([]);
});

test.each<[what: string, wrong: Partial<ImageConfig>, sentence: RegExp]>([
  ['no user', { User: '' }, /^USER is ""/],
  ['root', { User: '0:0' }, /^USER is "0:0"/],
  ['a group of root', { User: '10001:0' }, /^USER/],
  ['a user by name, of whom an engine does not know who it is', { User: 'holdfast' }, /^USER is "holdfast"/],
  ['no volume', { Volumes: null }, /^VOLUME/],
  ['another volume', { Volumes: { '/data': {}, '/app': {} } }, /^VOLUME/],
  ['another port', { ExposedPorts: { '80/tcp': {} } }, /^EXPOSE/],
  ['another signal', { StopSignal: 'SIGQUIT' }, /^STOPSIGNAL/],
  ['no health check', { Healthcheck: null }, /^HEALTHCHECK/],
  ['a health check by a shell', { Healthcheck: { Test: ['CMD-SHELL', 'true'] } }, /^HEALTHCHECK/],
  ['no tini', { Entrypoint: ['holdfast'] }, /^ENTRYPOINT/],
  ['another command', { Cmd: ['verify'] }, /^CMD/],
])('configMistakes, %s: one sentence', (_, wrong, sentence) => {
  expect(configMistakes({ ...config, ...wrong })).toEqual([expect.stringMatching(sentence)]);
});

function locked(path: string, more: Partial<LockedPackage> = {}): LockedPackage {
  const flags = { isDevelopment: false, isOptional: false, hasInstallScript: false };
  return { name: path.replace(/.*node_modules\//, ''), path, licence: 'MIT', ...flags, ...more };
}

const packages = [
  locked('node_modules/hono'),
  locked('node_modules/hono/node_modules/zod'),
  locked('node_modules/fsevents', { isOptional: true }),
  locked('node_modules/typescript', { isDevelopment: true }),
  locked('node_modules/@swc/core', { isDevelopment: true, isOptional: true }),
];

function entry(path: string, more: Partial<Entry> = {}): Entry {
  return { path, kind: 'file', uid: 0, gid: 0, mode: 0o644, size: 1, ...more };
}

const directory = (path: string, more: Partial<Entry> = {}) =>
  entry(path, { kind: 'directory', mode: 0o755, ...more });

const image: readonly Entry[] = [
  directory('/'),
  directory('/app'),
  entry('/app/LICENSE'),
  entry('/app/package.json'),
  directory('/app/dist'),
  entry('/app/dist/main.js'),
  entry('/app/dist/main.js.map'),
  entry('/app/dist/page/assets/index.js'),
  directory('/app/node_modules'),
  entry('/app/node_modules/.package-lock.json'),
  directory('/app/node_modules/@hono'),
  directory('/app/node_modules/hono'),
  entry('/app/node_modules/hono/package.json'),
  entry('/app/node_modules/hono/test/node_modules/fixture.js'),
  directory('/app/node_modules/hono/node_modules/zod'),
  directory('/data', { uid: UID, gid: UID, mode: 0o700 }),
  directory('/tmp', { mode: 0o1777 }),
  directory('/run/lock', { mode: 0o1777 }),
  entry('/usr/bin/redis-server'),
  entry('/usr/local/bin/holdfast', { kind: 'other', mode: 0o777 }),
  directory('/usr/local/lib/node_modules/npm'),
  directory('/var/lib/apt/lists'),
  entry('/var/cache/apt/archives/lock'),
];

const mistakesIn = (entries: readonly Entry[]) => contentMistakes({ entries, packages, uid: UID });
const without = (path: string) => image.filter((one) => one.path !== path);

test('contentMistakes, as it should be: none', () => {
  expect(mistakesIn(image)).toEqual([]);
});

test.each<[what: string, more: Entry]>([
  ['a compiler', entry('/usr/bin/gcc')],
  ['a build tool of its own', entry('/usr/local/bin/make')],
  ["npm's cache", directory('/root/.npm')],
  ["npm's cache elsewhere", directory('/tmp/x/_cacache')],
  ["npm's settings", entry('/root/.npmrc')],
  ["npm's global settings", entry('/usr/local/etc/npmrc')],
  ["apt's settings", entry('/etc/apt/apt.conf')],
  ['a secret', entry('/run/secrets/npmrc')],
  ["apt's lists", entry('/var/lib/apt/lists/a_Packages')],
  ['a package of apt', entry('/var/cache/apt/archives/a.deb')],
  ['a development package', directory('/app/node_modules/typescript')],
  ['an optional one', directory('/app/node_modules/@swc/core')],
  ['a package that the lockfile does not name', directory('/app/node_modules/hono/node_modules/@a/b')],
  ['a workspace', entry('/app/node_modules/holdfast-contract', { kind: 'other' })],
  ['sources', directory('/app/src')],
  ['a script without its map', entry('/app/dist/serve.js')],
  ['a file of the user', entry('/app/dist/x.json', { uid: UID })],
  ["a file of nobody's", entry('/app/dist/x.json', { uid: 4 })],
  ['a file that root alone may read', entry('/app/dist/x.json', { mode: 0o600 })],
  ['a directory that root alone may enter', directory('/app/dist/x', { mode: 0o700 })],
  ['a file that all may write', entry('/usr/lib/x', { mode: 0o666 })],
])('contentMistakes, %s: one sentence that names it', (_, more) => {
  expect(mistakesIn([...image, more])).toEqual([expect.stringContaining(more.path)]);
});

test('contentMistakes, many of a kind: five are named and the rest counted, and what else is wrong is seen', () => {
  const files = Array.from({ length: 100 }, (_, n) => entry(`/usr/lib/${n}`, { mode: 0o666 }));
  const mistakes = mistakesIn([...image, ...files, entry('/usr/bin/gcc')]);
  expect(mistakes).toHaveLength(7);
  expect(mistakes).toContain('/usr/bin/gcc is a tool to build with.');
  expect(mistakes.at(-1)).toBe('And 95 more of that kind.');
});

test.each(['/app/node_modules/hono/node_modules/zod', '/app/dist', '/app/dist/main.js.map', '/data'])(
  'contentMistakes, without %s: one sentence that names it',
  (path) => {
    expect(mistakesIn(without(path))).toEqual([expect.stringContaining(path.replace(/\.map$/, ''))]);
  },
);

test.each<[what: string, data: Partial<Entry>]>([
  ["root's", { uid: 0 }],
  ['open to all', { mode: 0o755 }],
  ['a file', { kind: 'file' }],
])('contentMistakes, /data is %s: one sentence', (_, data) => {
  const changed = image.map((one) => (one.path === '/data' ? { ...one, ...data } : one));
  expect(mistakesIn(changed)).toEqual([`/data is not a directory of user ${UID} alone.`]);
});
