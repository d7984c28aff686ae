import { chmod, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { findPromtool } from '../../scripts/setup/find-promtool.mjs';
import { createReadyCheckout } from './checkout.js';

const UPDATE = 'apt-get -o DPkg::Lock::Timeout=120 update';
const INSTALL = 'apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends --reinstall';
const args = ['--container-tools'];
const onLinux = process.platform === 'linux';

test('container tools: nobody asks for them, none are looked for', async () => {
  const checkout = await createReadyCheckout();
  await checkout.program('apt-get');

  expect(await checkout.run()).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(await checkout.calls()).toEqual([]);
});

test('container tools: both are there, nothing is done', async () => {
  const checkout = await createReadyCheckout();
  await checkout.program('apt-get');
  await checkout.program('buildah');
  await checkout.program('debootstrap');

  expect(await checkout.run({ args })).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(await checkout.calls()).toEqual([]);
});

test.runIf(onLinux)('container tools: one is missing, both are installed', async () => {
  const checkout = await createReadyCheckout();
  await checkout.program('buildah');
  const put = 'printf "#!/bin/sh" > "$bin/debootstrap"; /bin/chmod +x "$bin/debootstrap"';
  await checkout.program('apt-get', `bin="\${0%/*}"; case "$*" in *install*) ${put};; esac`);

  const { status, stdout, stderr } = await checkout.run({ args });

  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^container: apt-get install buildah … \d+\.\d s\n$/);
  expect(await checkout.calls()).toEqual([UPDATE, `${INSTALL} buildah debootstrap`]);
});

test.runIf(onLinux)(
  'container tools: where they can not be had, it is told, and the setup goes on',
  async () => {
    const checkout = await createReadyCheckout();
    await checkout.program('apt-get', 'echo "no such package"; exit 100');

    const { status, stderr } = await checkout.run({ args });

    expect(status).toBe(0);
    expect(stderr).toMatch(/^container: buildah and debootstrap can not be had\. no such package\n/);
  },
);

test.runIf(onLinux)('container tools: a package manager without them is not asked', async () => {
  const checkout = await createReadyCheckout();
  await checkout.program('apk');

  const { status, stderr } = await checkout.run({ args });

  expect([status, stderr]).toEqual([
    0,
    'container: buildah and debootstrap can not be had. This setup gets them by apt-get alone.\n',
  ]);
  expect(await checkout.calls()).toEqual([]);
});

test('container tools: for somebody who is not root none are installed, as the test would not run', async () => {
  const checkout = await createReadyCheckout();
  await checkout.program('apt-get');
  await checkout.program('sudo');

  expect(await checkout.run({ args, uid: 1000 })).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(await checkout.calls()).toEqual([]);
});

const PROMTOOL = 'node_modules/.cache/holdfast-promtool';

test('promtool: it is asked for and missing, it is taken out of its package, which is not installed', async () => {
  const checkout = await createReadyCheckout();
  await checkout.program('apt-get', 'case "$*" in download*) echo > prometheus_2_all.deb;; esac');
  const put = 'printf "#!/bin/sh" > usr/bin/promtool; /bin/chmod +x usr/bin/promtool';
  await checkout.program('dpkg-deb', `/bin/mkdir -p usr/bin; ${put}; echo > usr/bin/prometheus`);

  const { status, stdout, stderr } = await checkout.run({ args: ['--promtool'] });

  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^promtool: apt-get download prometheus … \d+\.\d s\n$/);
  const calls = [UPDATE, 'apt-get download prometheus', 'dpkg-deb -x prometheus_2_all.deb .'];
  expect(await checkout.calls()).toEqual(calls);
  expect(await readdir(join(checkout.dir, PROMTOOL))).toEqual(['promtool']);
  expect(await checkout.run({ args: ['--promtool'] })).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(await checkout.calls()).toEqual([]);
});

test('promtool: somebody who is not root gets it also without sudo', async () => {
  const checkout = await createReadyCheckout();
  await checkout.program('apt-get', 'case "$*" in download*) echo > prometheus_2_all.deb;; esac');
  const put = 'printf "#!/bin/sh" > usr/bin/promtool; /bin/chmod +x usr/bin/promtool';
  await checkout.program('dpkg-deb', `/bin/mkdir -p usr/bin; ${put}`);

  const { status, stderr } = await checkout.run({ args: ['--promtool'], uid: 1000 });

  expect([status, stderr]).toEqual([0, '']);
  expect(await readdir(join(checkout.dir, PROMTOOL))).toEqual(['promtool']);
});

test.each([
  ['no apt-get', [], 'This setup gets it by apt-get alone.'],
  ['a package that can not be had', ['apt-get', 'dpkg-deb'], 'no such package'],
])('promtool, %s: it is told, nothing is left, and the setup goes on', async (_, programs, reason) => {
  const checkout = await createReadyCheckout();
  for (const program of programs) await checkout.program(program, 'echo "no such package"; exit 100');

  const { status, stderr } = await checkout.run({ args: ['--promtool'] });

  expect(status).toBe(0);
  expect(stderr).toContain(`promtool: promtool can not be had. ${reason}\n`);
  expect(await findIn(checkout.dir)).toEqual([]);
});

test('findPromtool: one on the PATH comes before the one that the setup has fetched', async () => {
  const [fetched, onPath] = [await createReadyCheckout(), await createReadyCheckout()];
  await fetched.write(join(PROMTOOL, 'promtool'), '#!/bin/sh\n');
  await chmod(join(fetched.dir, PROMTOOL, 'promtool'), 0o755);
  onTestFinished(() => void vi.unstubAllEnvs());

  vi.stubEnv('PATH', join(onPath.dir, 'bin', 'a', 'b'));
  expect(await findPromtool(fetched.dir)).toBe(join(fetched.dir, PROMTOOL, 'promtool'));
  expect(await findPromtool(relative('.', fetched.dir))).toBe(join(fetched.dir, PROMTOOL, 'promtool'));
  vi.stubEnv('PATH', join(onPath.dir, 'bin'));
  await onPath.program('promtool');
  expect(await findPromtool(fetched.dir)).toBe(join(onPath.dir, 'bin', 'promtool'));
});

/** What the setup keeps of promtool. */
function findIn(dir: string): Promise<string[]> {
  return readdir(join(dir, PROMTOOL)).catch(() => []);
}
