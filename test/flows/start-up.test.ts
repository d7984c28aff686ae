import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { scratch } from '../support/embedded.js';
import { startRedis } from '../support/redis.js';
import { sendText } from '../support/send-text.js';
import { type SpawnedServer, spawnServer, startServerProcess } from '../support/server-process.js';

test('start-up: development mode, one block on stdout whose command makes a token, and nothing else', async () => {
  const dir = await scratch();
  const { url, process, anonymous } = await startServerProcess({ AUTH_SECRET: '', DATA_DIR: dir });
  const token = /^ {2}token {2}curl -s (\S+) -H '([^']+)' -d '([^']+)'$/m.exec(process.stdout);
  const [, tokenUrl = '', header = '', body = ''] = token ?? [];
  expect(process.stdout).toBe(
    [
      `Holdfast is at ${url}`,
      '  mode   development: tokens for everybody, on 127.0.0.1 only',
      `  data   ${dir}`,
      `  token  curl -s ${tokenUrl} -H '${header}' -d '${body}'`,
      `  docs   ${url}/docs`,
      '',
    ].join('\n'),
  );
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const [headerName = '', headerValue = ''] = header.split(': ');
  const answer = await sendText(tokenUrl, { method: 'POST', headers: { [headerName]: headerValue }, body });
  expect([answer.status, answer.body]).toEqual([200, { token: expect.any(String) }]);

  const printed = process.stdout;
  expect((await anonymous.get('/readyz')).status).toBe(200);
  expect((await process.end('SIGTERM')).code).toBe(0);
  expect([process.stdout, process.stderr]).toEqual([printed, '']);
});

test('start-up: production mode on a Redis with a password, the block does not tell it', async () => {
  const redis = await startRedis({ tcp: true, args: ['--requirepass', 'hunter2'] });
  onTestFinished(redis.stop);
  const { url, process } = await startServerProcess({
    REDIS_URL: `redis://:hunter2@127.0.0.1:${redis.port}`,
  });
  expect(process.stdout).toBe(
    [
      `Holdfast is at ${url}`,
      '  mode   production',
      `  data   127.0.0.1:${redis.port}`,
      '  token  from your issuer, as a JWT in the header "Authorization: Bearer …"',
      `  docs   ${url}/docs`,
      '',
    ].join('\n'),
  );
  await process.end('SIGTERM');
  expect(process.stdout + process.stderr).not.toContain('hunter2');
});

test.each([
  ['production mode without a way to be told of payments: the log says so', '', 1],
  ['with one: nothing to tell', `whsec_${'k'.repeat(32)}`, 0],
])('start-up, %s', async (_, PAYMENT_WEBHOOK_SECRET, warnings) => {
  const DATA_DIR = await scratch();
  const { process } = await startServerProcess({ DATA_DIR, PAYMENT_WEBHOOK_SECRET, LOG_LEVEL: 'warn' });
  await process.end('SIGTERM');
  const lines = process.stderr.split('\n').filter((line) => line !== '');
  expect(lines).toEqual(
    Array.from({ length: warnings }, () =>
      expect.stringContaining('"msg":"PAYMENT_WEBHOOK_SECRET is not set'),
    ),
  );
});

test('start-up: wrong settings, exit code 2 with a sentence for each, and nothing is started', async () => {
  const dir = join(await scratch(), 'data');
  const settings = { PORT: 'abc', PARTITIONS: '0', CURRENCY: 'bitcoin', HOST: '0.0.0.0', AUTH_SECRET: '' };
  const server = spawned({ DATA_DIR: dir, ...settings });
  expect(await server.exited).toEqual({ code: 2, signal: null });
  expect(server.stdout).toBe('');
  expect(server.stderr.trimEnd().split('\n')).toEqual([
    'PORT is "abc": use a whole number from 0 to 65535, or unset it for 3000.',
    'PARTITIONS is "0": use a whole number from 1 to 64, or unset it for 1.',
    'CURRENCY is "bitcoin": use three letters of ISO 4217, such as usd.',
    expect.stringMatching(
      /^HOST is "0\.0\.0\.0" in development mode, .*: use 127\.0\.0\.1, or set AUTH_SECRET/,
    ),
  ]);
  expect(existsSync(dir)).toBe(false);
});

test('start-up: a port in use, exit code 2 with the sentence, and its Redis is stopped again', async () => {
  const redis = await startRedis();
  onTestFinished(redis.stop);
  const { url } = await startServerProcess({ REDIS_URL: redis.target });
  const port = Number(new URL(url).port);
  const dir = await scratch();
  const server = spawned({ DATA_DIR: dir, PORT: String(port) });
  expect(await server.exited).toEqual({ code: 2, signal: null });
  const hint = `PORT ${port} is in use; stop the other server or set PORT=${port + 1}\n`;
  expect([server.stdout, server.stderr]).toEqual(['', hint]);
  expect(existsSync(join(dir, 'redis.sock'))).toBe(false);
});

test('start-up: a Redis that evicts, exit code 2 with what to do', async () => {
  const redis = await startRedis({ args: ['--maxmemory-policy', 'allkeys-lru'] });
  onTestFinished(redis.stop);
  const server = spawned({ REDIS_URL: redis.target });
  expect(await server.exited).toEqual({ code: 2, signal: null });
  expect([server.stdout, server.stderr]).toEqual([
    '',
    'REDIS_URL points at a Redis with maxmemory-policy allkeys-lru: an evicted ticket is a lost ticket. ' +
      'Run "CONFIG SET maxmemory-policy noeviction" on it, and set the same in its configuration\n',
  ]);
  expect(await redis.connect().keys('*')).toEqual([]);
});

test('start-up: a Redis that is not there, exit code 2 with its address and without its password', async () => {
  const server = spawned({ REDIS_URL: 'redis://:hunter2@127.0.0.1:1' });
  expect(await server.exited).toEqual({ code: 2, signal: null });
  expect(server.stdout).toBe('');
  expect(server.stderr).toMatch(/^cannot connect to Redis at redis:\/\/127\.0\.0\.1:1: .*correct REDIS_URL/);
  expect(server.stderr).not.toContain('hunter2');
});

function spawned(env: Record<string, string>): SpawnedServer {
  const server = spawnServer(env);
  onTestFinished(() => server.end('SIGKILL').then(() => undefined));
  return server;
}
