import { expect, test } from 'vitest';
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

test('promtool: it is asked for and missing, its package is installed', async () => {
  const checkout = await createReadyCheckout();
  const put = 'printf "#!/bin/sh" > "$bin/promtool"; /bin/chmod +x "$bin/promtool"';
  await checkout.program('apt-get', `bin="\${0%/*}"; case "$*" in *install*) ${put};; esac`);

  const { status, stderr } = await checkout.run({ args: ['--promtool'] });

  expect([status, stderr]).toEqual([0, '']);
  expect(await checkout.calls()).toEqual([UPDATE, `${INSTALL} prometheus`]);
});
