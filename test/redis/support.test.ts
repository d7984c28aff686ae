import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectExclusive } from '../../src/redis/connect.js';
import { callsOf } from '../support/commandstats.js';
import { isAlive } from '../support/process.js';
import { stopwatch } from '../support/processor-wait.js';
import { startProxy } from '../support/proxy.js';
import { startRedis, useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

describe('startRedis', () => {
  test('stop leaves neither process nor directory', async () => {
    const server = await startRedis();
    expect(await server.connect().ping()).toBe('PONG');
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
    expect(existsSync(server.dir)).toBe(false);
  });

  test('a test run killed by SIGKILL leaves neither process nor directory', async () => {
    const { dir, pid } = await killedRun('redis-process.ts');
    await waitFor(() => !isAlive(pid), { what: 'redis-server to be gone' });
    await waitFor(() => !existsSync(dir), { what: 'the directory to be gone' });
  });

  test('restart: another process on the same address; what appendonly wrote is there', async () => {
    const server = await startRedis({ appendonly: true });
    onTestFinished(server.stop);
    await server.connect().set('a', '1');
    const { pid } = server;
    await server.restart();
    expect(server.pid).not.toBe(pid);
    expect(isAlive(pid)).toBe(false);
    expect(await server.connect().get('a')).toBe('1');
  });

  test('kill resolves when the server is gone', async () => {
    const server = await startRedis();
    onTestFinished(server.stop);
    await server.kill('SIGKILL');
    expect(isAlive(server.pid)).toBe(false);
  });

  test('tcp: the target is a port, and the connection works', async () => {
    const server = await startRedis({ tcp: true });
    onTestFinished(server.stop);
    expect(server.target).toBe(`redis://127.0.0.1:${server.port}`);
    expect(await server.connect().ping()).toBe('PONG');
  });

  test('arguments that redis-server refuses: the error is its own', async () => {
    await expect(startRedis({ args: ['--no-such-setting', '1'] })).rejects.toThrow('no-such-setting');
  });
});

describe('makeDataDir', () => {
  test('a test run killed by SIGKILL leaves no embedded Redis and no directory', async () => {
    const { dir, pid } = await killedRun('data-dir-process.ts');
    await waitFor(() => !isAlive(pid), { what: 'redis-server to be gone' });
    await waitFor(() => !existsSync(dir), { what: 'the directory to be gone' });
  });
});

describe('startProxy', () => {
  const redis = useRedis();

  test('passes everything, to a unix socket too', async () => {
    const { client } = await proxied();
    const big = 'x'.repeat(3_000_000);
    await client.set('big', big);
    expect(await client.get('big')).toBe(big);
  });

  test('cut-before: Redis never gets the chunk', async () => {
    const key = crypto.randomUUID();
    const { proxy, client } = await proxied();
    proxy.onRequest((chunk) => (chunk.includes(key) ? 'cut-before' : undefined));
    await expect(client.incr(key)).rejects.toThrow('Connection is closed');
    expect(await redis.connect().get(key)).toBeNull();
  });

  test('cut-after: Redis has executed the chunk when the client sees its connection close', async () => {
    const { proxy, client } = await proxied();
    const key = crypto.randomUUID();
    // Twelve megabytes: Redis needs many reads for the chunks between MULTI and EXEC.
    const values = Array.from({ length: 12 }, () => 'x'.repeat(1_000_000));
    proxy.onRequest((chunk) => (/\bexec\b/i.test(chunk.toString('latin1')) ? 'cut-after' : undefined));
    const transaction = client.multi();
    for (const value of values) transaction.rpush(key, value);
    await expect(transaction.exec()).rejects.toThrow('connection close');
    expect(await redis.connect().llen(key)).toBe(12);
  });

  test('onRequest: the returned function takes the hook away', async () => {
    const { proxy, client } = await proxied();
    const unhook = proxy.onRequest(() => 'cut-before');
    unhook();
    expect(await client.ping()).toBe('PONG');
  });

  test('dropReplies: the request is executed, the reply is lost, also after heal', async () => {
    const key = crypto.randomUUID();
    const { proxy, client } = await proxied();
    proxy.dropReplies();
    const lost = client.incr(key);
    const other = redis.connect();
    await waitFor(async () => (await other.get(key)) === '1', { what: 'the request to be executed' });
    proxy.heal();
    proxy.cut();
    await expect(lost).rejects.toThrow('Connection is closed');
  });

  test('pauseReplies: the request is executed, the reply comes after heal', async () => {
    const key = crypto.randomUUID();
    const { proxy, client } = await proxied();
    proxy.pauseReplies();
    const paused = client.incr(key);
    const other = redis.connect();
    await waitFor(async () => (await other.get(key)) === '1', { what: 'the request to be executed' });
    proxy.heal();
    expect(await paused).toBe(1);
  });

  test('blackHole: what was sent arrives after heal, even if its client is gone by then', async () => {
    const key = crypto.randomUUID();
    const { proxy, client } = await proxied();
    proxy.blackHole();
    const late = client.incr(key);
    client.disconnect();
    await expect(late).rejects.toThrow('Connection is closed');
    const other = redis.connect();
    expect(await other.get(key)).toBeNull();
    proxy.heal();
    await waitFor(async () => (await other.get(key)) === '1', { what: 'the late request to be executed' });
  });

  test('delay: a reply comes so much later', async () => {
    const { proxy, client } = await proxied();
    proxy.delay(100);
    const startedAt = performance.now();
    await client.ping();
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(99);
  });

  test('delay: what is answered meanwhile is late by its own request, not by what came before', async () => {
    const { proxy, client } = await proxied();
    const pings = () => callsOf(redis.connect(), 'ping');
    const before = await pings();
    proxy.delay(1000);
    const elapsed = stopwatch();
    const first = client.ping();
    // What comes back first is on its way when the second is sent.
    await waitFor(async () => (await pings()) > before, { what: 'Redis to have it' });
    await Promise.all([first, client.ping()]);
    expect(elapsed()).toBeLessThan(1900);
  });

  test('cut of one connection leaves the others alone', async () => {
    const { proxy, client } = await proxied();
    const other = await connectExclusive(proxy.target, 'other');
    onTestFinished(() => other.disconnect());
    expect(proxy.connections.map(({ number }) => number)).toEqual([1, 2]);
    proxy.connections[0]?.cut();
    await waitFor(() => client.status === 'end', { what: 'the first connection to end' });
    expect(await other.ping()).toBe('PONG');
    expect(proxy.connections.map(({ number }) => number)).toEqual([2]);
  });

  async function proxied() {
    const proxy = await startProxy({ target: redis.target });
    onTestFinished(proxy.stop);
    const client = await connectExclusive(proxy.target, 'test');
    onTestFinished(() => client.disconnect());
    return { proxy, client };
  }
});

describe('waitFor', () => {
  test('returns the first answer', async () => {
    let asked = 0;
    const answer = await waitFor(() => (asked++ > 2 ? asked : undefined), { what: 'the fourth question' });
    expect(answer).toBe(4);
  });

  test('says what was awaited, and the last error', async () => {
    const condition = () => Promise.reject(new Error('not there'));
    await expect(waitFor(condition, { what: 'the ticket', timeoutMs: 50 })).rejects.toMatchObject({
      message: 'waited 50 ms in vain for the ticket',
      cause: { message: 'not there' },
    });
  });
});

/** Runs a fixture until it has said where its redis-server is, and kills it. */
async function killedRun(fixture: string): Promise<{ dir: string; pid: number }> {
  const path = join(import.meta.dirname, 'fixtures', fixture);
  const run = spawn(process.execPath, ['--import', 'tsx', path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const { value } = await createInterface({ input: run.stdout })[Symbol.asyncIterator]().next();
  const found = JSON.parse(String(value)) as { dir: string; pid: number };
  expect(isAlive(found.pid)).toBe(true);
  run.kill('SIGKILL');
  await once(run, 'exit');
  return found;
}
