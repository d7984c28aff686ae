import { expect, test } from 'vitest';
import { type Checkout, createReadyCheckout, type RunOptions } from './checkout.js';

const UPDATE = 'apt-get -o DPkg::Lock::Timeout=120 update';
const INSTALL = 'apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends --reinstall';
const CHOICES = 'this setup could not get one. Your choices:';

test('redis: one on the PATH is taken', async () => {
  const checkout = await createReadyCheckout();
  await checkout.program('apt-get');

  expect(await checkout.run()).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(await checkout.calls()).toEqual([]);
});

test('redis: with REDIS_URL none is looked for or installed', async () => {
  const checkout = await withoutServer();
  await checkout.program('apt-get');

  const outcome = await checkout.run({ env: { REDIS_URL: 'redis://elsewhere' } });

  expect(outcome).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(await checkout.calls()).toEqual([]);
});

test('redis: an empty REDIS_URL is none', async () => {
  const checkout = await withoutServer();

  expect((await checkout.run({ env: { REDIS_URL: '' } })).status).toBe(1);
});

test('redis: --redis-server wants one also with REDIS_URL', async () => {
  const checkout = await withoutServer();
  await checkout.program('apt-get', provides('redis-server'));

  await checkout.run({ args: ['--redis-server'], env: { REDIS_URL: 'redis://elsewhere' } });

  expect(await checkout.calls()).toEqual([UPDATE, `${INSTALL} redis-server redis-tools`]);
});

test('redis: root installs it with apt-get, quietly and without starting its service', async () => {
  const checkout = await withoutServer();
  await checkout.program('apt-get', `echo chatter; ${provides('redis-server')}; ${tellEnvironment}`);

  const { status, stdout, stderr } = await checkout.run();

  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/^redis: apt-get install redis-server … \d+\.\d s\n$/);
  expect(await checkout.calls()).toEqual([UPDATE, `${INSTALL} redis-server redis-tools`]);
  expect(await checkout.read('environment')).toBe('noninteractive 1\n');
  expect(await checkout.run()).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('redis: another user installs it where sudo asks for no password', async () => {
  const checkout = await withoutServer();
  await checkout.program('sudo', 'shift; [ "$1" = true ] || exec "$@"');
  await checkout.program('apt-get', `${provides('redis-server')}; ${tellEnvironment}`);

  const { status, stderr } = await checkout.run({ uid: 1000 });

  expect(status, stderr).toBe(0);
  const environment = 'env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1';
  expect(await checkout.calls()).toEqual([
    'sudo -n true',
    `sudo -n ${environment} ${UPDATE}`,
    UPDATE,
    `sudo -n ${environment} ${INSTALL} redis-server redis-tools`,
    `${INSTALL} redis-server redis-tools`,
  ]);
  expect(await checkout.read('environment')).toBe('noninteractive 1\n');
});

test('redis: another user whom sudo asks for a password gets the choices', async () => {
  const checkout = await withoutServer();
  await checkout.program('sudo', 'exit 1');
  await checkout.program('apt-get', provides('redis-server'));

  const { status, stdout, stderr } = await checkout.run({ uid: 1000 });

  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain('apt-get needs root, and there is no sudo without a password.');
  expect(stderr).toContain(CHOICES);
  expect(await checkout.calls()).toEqual(['sudo -n true']);
});

test('redis: where there is no package manager the choices are a command, a container and REDIS_URL', async () => {
  const checkout = await withoutServer();

  const { status, stdout, stderr } = await checkout.run();

  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain('No package manager');
  expect(stderr).toContain('brew install redis');
  expect(stderr).toMatch(
    /docker run .* redis:7 redis-server --appendonly yes .*--aof-load-truncated no --maxmemory-policy noeviction\n/,
  );
  expect(stderr).toContain('REDIS_URL=redis://localhost:6379 npm start');
});

test('redis: a source of apt-get that cannot be reached does not stop the installation', async () => {
  const checkout = await withoutServer();
  await checkout.program('apt-get', `case "$*" in *update) exit 100;; esac; ${provides('redis-server')}`);

  const { status, stderr } = await checkout.run();

  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('redis: when the installation fails, its last lines and the choices are shown', async () => {
  const checkout = await withoutServer();
  await checkout.program('apt-get', 'echo "E: Unable to locate package" >&2; exit 100');

  const { status, stdout, stderr } = await checkout.run();

  expect(status).toBe(1);
  expect(stdout).toBe(
    'redis: apt-get install redis-server … failed\nredis: apt-get install valkey-server … failed\n',
  );
  expect(stderr).toContain('E: Unable to locate package');
  expect(stderr).toContain(`${INSTALL} redis-server redis-tools: exit status 100.`);
  expect(stderr).toContain(CHOICES);
});

test('redis: an installed one that is too old is followed by valkey, then by the choices', async () => {
  const checkout = await withoutServer();
  await checkout.program('dnf');

  const { status, stderr } = await checkout.run();

  expect(status).toBe(1);
  expect(await checkout.calls()).toEqual(['dnf install -y redis', 'dnf install -y valkey']);
  expect(stderr).toContain('dnf installed no redis of version 7.0 or newer.');
  expect(stderr).toContain(CHOICES);
});

test.for<[manager: string, options: RunOptions, calls: string[]]>([
  ['apk', {}, ['apk add --no-cache redis', 'apk add --no-cache valkey']],
  ['dnf', {}, ['dnf install -y redis', 'dnf install -y valkey']],
  ['brew', { uid: 501 }, ['brew install redis', 'brew install valkey']],
])('redis: %s installs valkey where there is no redis', async ([manager, options, calls]) => {
  const checkout = await withoutServer();
  await checkout.program(manager, `case "$*" in *redis) exit 1;; esac; ${provides('valkey-server')}`);

  const { status, stderr } = await checkout.run(options);

  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(await checkout.calls()).toEqual(calls);
});

test('redis: brew is never run as root', async () => {
  const checkout = await withoutServer();
  await checkout.program('brew', provides('redis-server'));

  const { status, stderr } = await checkout.run({ uid: 0 });

  expect(status).toBe(1);
  expect(stderr).toContain('brew does not run as root.');
  expect(await checkout.calls()).toEqual([]);
});

test('redis: brew is taken where apt-get is there too but not allowed', async () => {
  const checkout = await withoutServer();
  await checkout.program('apt-get');
  await checkout.program('brew', provides('redis-server'));

  expect((await checkout.run({ uid: 1000 })).status).toBe(0);
  expect(await checkout.calls()).toEqual(['brew install redis']);
});

const tellEnvironment = `echo "$DEBIAN_FRONTEND $RUNLEVEL" > "\${0%/bin/*}/environment"`;

/** What an installation leaves behind: a program beside the package manager. */
function provides(server: string): string {
  return `case "$*" in *install*|*add*) : > "\${0%/*}/${server}";; esac`;
}

async function withoutServer(): Promise<Checkout> {
  const checkout = await createReadyCheckout();
  await checkout.write('bin/redis-server', undefined);
  return checkout;
}
