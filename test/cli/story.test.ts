import { expect, test } from 'vitest';
import { freePort } from '../support/free-port.js';
import { ownRedis } from '../support/own.js';
import { runCli } from '../support/run-cli.js';
import { startServerProcess } from '../support/server-process.js';
import { newWebhookSecret } from '../support/sign-webhook.js';

const keys = { AUTH_SECRET: 'k'.repeat(32), PAYMENT_WEBHOOK_SECRET: newWebhookSecret() };

test.each<[string, Record<string, string>, Record<string, string>]>([
  ['development', { AUTH_SECRET: '' }, {}],
  ['production', keys, keys],
])('holdfast story --url, a server in %s mode: played by HTTP, and it exits with 0', async (_, env, told) => {
  const { target } = await ownRedis();
  const { url } = await startServerProcess({ REDIS_URL: target, ...env });
  const { code, stdout, stderr } = await runCli(told, 'story', '--url', `${url}/`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^step +tickets module +entries +orders module\n/);
  expect(stdout).toMatch(
    /\nfirst order is paid, too late +v5 sold, 3000 +order:refund-due 5 +v5 held, 3000\n/,
  );
  expect(stdout).toMatch(/\n\nAll is as it must be\.\n$/);
});

test('holdfast story: a server of its own, and it exits with 0', async () => {
  const { target } = await ownRedis();
  // On a busy machine its server may warn on stderr that Redis takes its time.
  const { code, stdout } = await runCli({ REDIS_URL: target, PARTITIONS: '2' }, 'story');
  expect(code).toBe(0);
  expect(stdout).toMatch(/\n\nAll is as it must be\.\n$/);
});

test('holdfast story --json: one document of all steps, with what was seen and expected', async () => {
  const { target } = await ownRedis();
  const { url } = await startServerProcess({ REDIS_URL: target, AUTH_SECRET: '' });
  const { code, stdout } = await runCli({}, 'story', '--url', url, '--json');
  expect(code).toBe(0);
  const { ok, steps }: { ok: boolean; steps: object[] } = JSON.parse(stdout);
  expect(ok).toBe(true);
  expect(steps).toHaveLength(7);
  const free = { ticket: 'v0 available, 2000', entries: ['ticket:created 0'], replica: 'v0 free, 2000' };
  expect(steps[0]).toEqual({ title: 'seller lists a ticket', seen: free, expected: free, ok: true });
});

test('holdfast story --url, nobody there: a sentence says so, and it exits with 2', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const { code, stdout, stderr } = await runCli({}, 'story', '--url', url);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^No answer of a server at http:\/\/127\.0\.0\.1:\d+: connect ECONNREFUSED .*\n$/);
});
