import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { createReadyCheckout } from './checkout.js';

const UPDATE = 'apt-get -o DPkg::Lock::Timeout=120 update';
const INSTALL = 'apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends --reinstall';

test('browser: nobody asks for one, none is looked for', async () => {
  const checkout = await createReadyCheckout();
  await checkout.program('apt-get');

  expect(await checkout.run()).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(await checkout.calls()).toEqual([]);
});

test.each(['chromium', 'chromium-browser', 'google-chrome-stable'])(
  'browser: %s on the PATH is taken',
  async (name) => {
    const checkout = await createReadyCheckout();
    await checkout.program(name);
    await checkout.program('apt-get');

    expect(await checkout.run({ args: ['--browser'] })).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(await checkout.calls()).toEqual([`${name} --version`]);
  },
);

test('browser: a program of that name that does not start is none, and the next one is taken', async () => {
  const checkout = await createReadyCheckout();
  await checkout.program('chromium-browser', 'echo "requires the chromium snap to be installed"; exit 1');
  await checkout.program('google-chrome');
  await checkout.program('apt-get');

  expect(await checkout.run({ args: ['--browser'] })).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(await checkout.calls()).toEqual(['chromium-browser --version', 'google-chrome --version']);
});

test('browser: a directory of that name is none, and the program behind it on the PATH is taken', async () => {
  const checkout = await createReadyCheckout();
  await checkout.write('before/chromium/README', '');
  await checkout.program('chromium');
  await checkout.program('apt-get');

  const PATH = [join(checkout.dir, 'before'), join(checkout.dir, 'bin')].join(delimiter);
  const { status, stderr } = await checkout.run({ args: ['--browser'], env: { PATH } });

  expect([status, stderr]).toEqual([0, '']);
  expect(await checkout.calls()).toEqual(['chromium --version']);
});

test('browser: npm test does without one, and says in a sentence what it leaves out', async () => {
  const checkout = await createReadyCheckout();
  await checkout.program('apt-get');

  expect(await checkout.run({ args: ['--redis-server', '--browser-if-any'] })).toEqual({
    status: 0,
    stdout:
      'browser: there is no Chromium or Chrome, so the tests in test/browser are skipped; npm run test:browser gets one\n',
    stderr: '',
  });
  expect(await checkout.calls()).toEqual([]);

  await checkout.program('chromium');
  expect(await checkout.run({ args: ['--browser-if-any'] })).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('browser: --browser installs one where there is none', async () => {
  const checkout = await createReadyCheckout();
  const put = 'printf "#!/bin/sh" > "$bin/chromium"; /bin/chmod +x "$bin/chromium"';
  await checkout.program('apt-get', `bin="\${0%/*}"; case "$*" in *install*) ${put};; esac`);

  const { status, stdout, stderr } = await checkout.run({ args: ['--browser'] });

  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/^browser: apt-get install chromium … \d+\.\d s\n$/);
  expect(await checkout.calls()).toEqual([UPDATE, `${INSTALL} chromium`]);
});

test('browser: where none can be installed, it is told how to do without', async () => {
  const checkout = await createReadyCheckout();

  const { status, stderr } = await checkout.run({ args: ['--browser'] });

  expect(status).toBe(1);
  expect(stderr).toContain('No package manager that this setup knows was found');
  expect(stderr).toContain('sudo apt-get install chromium');
  expect(stderr).toContain('Or do without: npm test runs all other tests');
});
