import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { audit } from '../support/audit.js';
import { beginPost } from '../support/begun-post.js';
import { checkConsistency } from '../support/consistency.js';
import { pidOf, reconnected, scratch } from '../support/embedded.js';
import { type Client, tokenFor } from '../support/holdfast.js';
import { isAlive } from '../support/process.js';
import { type Exit, spawnServer, startServerProcess } from '../support/server-process.js';
import { waitFor } from '../support/wait-for.js';

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s: the running request ends well, then all is gone within 10 s, and the data is there at the next start',
  async (signal) => {
    const dir = await scratch();
    const { url, process } = await startServerProcess({ DATA_DIR: dir });
    const redisPid = await pidOf(await reconnected(`unix://${join(dir, 'redis.sock')}`));
    const user = `seller-${randomUUID()}`;
    const running = await beginPost(`${url}/api/tickets`, user);

    const stoppedAt = performance.now();
    const exit = process.end(signal);
    await waitFor(() => refusesConnections(url), { what: 'new connections to be refused' });
    // npm passes a Ctrl-C on that the server has had already.
    void process.end(signal);
    const answer = await running.finish({ title: 'Row 5', price: 2000 });
    expect([answer.status, answer.connection]).toEqual([201, 'close']);

    expect(await exit).toEqual({ code: 0, signal: null });
    expect(performance.now() - stoppedAt).toBeLessThan(10_000);
    expect(isAlive(redisPid)).toBe(false);

    const next = await startServerProcess({ DATA_DIR: dir });
    expect((await (await next.as(user)).get('/api/tickets?seller=me')).body.items).toEqual([answer.body]);
  },
);

test('SIGTERM: a request that does not end is cut off, and the server is gone within 10 s', async () => {
  const { url, process } = await startServerProcess({ DATA_DIR: await scratch() });
  const { broken } = await beginPost(`${url}/api/tickets`, 'seller');
  const stoppedAt = performance.now();
  expect(await process.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(performance.now() - stoppedAt).toBeLessThan(10_000);
  expect(await broken).toBe('ECONNRESET');
});

test('SIGTERM under load: every request is answered with success or was never read', async () => {
  const dir = await scratch();
  const { url, process } = await startServerProcess({ DATA_DIR: dir });
  const user = `seller-${randomUUID()}`;
  const acknowledged: string[] = [];
  let exit: Promise<Exit> | undefined;

  // Forty clients, each with a new connection for each ticket, until the server accepts no more.
  const ends = Array.from({ length: 40 }, async (_, client) => {
    for (let i = 0; ; i += 1) {
      const title = `Client ${client}, seat ${i}`;
      const outcome = await postOnce(`${url}/api/tickets`, user, { title, price: 1 });
      if (outcome !== 201) return outcome;
      acknowledged.push(title);
      if (acknowledged.length >= 150) exit ??= process.end('SIGTERM');
    }
  });

  // A connection that was in the backlog of the closing port is reset: nobody has read the request on it.
  for (const end of await Promise.all(ends)) expect(['ECONNREFUSED', 'ECONNRESET']).toContain(end);
  expect(await exit).toEqual({ code: 0, signal: null });
  const next = await startServerProcess({ DATA_DIR: dir });
  expect((await titlesOf(await next.as(user))).sort()).toEqual(acknowledged.sort());
  const redis = await reconnected(`unix://${join(dir, 'redis.sock')}`);
  await waitFor(async () => (await checkConsistency(redis, 1)).length === 0, {
    what: 'the modules to agree',
  });
  expect((await audit(`unix://${join(dir, 'redis.sock')}`)).violations).toEqual([]);
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s while the start waits for a silent Redis: the process ends well and at once, and Redis is left alone',
  async (signal) => {
    const dir = await scratch();
    const killed = await startServerProcess({ DATA_DIR: dir });
    const redisPid = await pidOf(await reconnected(`unix://${join(dir, 'redis.sock')}`));
    await killed.process.end('SIGKILL');
    process.kill(redisPid, 'SIGSTOP');
    onTestFinished(() => void process.kill(redisPid, 'SIGCONT'));

    const starting = spawnServer({ DATA_DIR: dir, LOG_LEVEL: 'info' });
    onTestFinished(() => starting.end('SIGKILL').then(() => undefined));
    await waitFor(() => /Redis does not answer yet/.test(starting.stdout + starting.stderr), {
      what: 'the start to wait',
    });
    const stoppedAt = performance.now();
    expect(await starting.end(signal)).toEqual({ code: 0, signal: null });
    expect(performance.now() - stoppedAt).toBeLessThan(3000);
    expect(starting.stdout).not.toContain('Holdfast is at');
    expect(isAlive(redisPid)).toBe(true);
  },
);

test('the servers of the tests: a test run killed by SIGKILL leaves neither server nor Redis', async () => {
  const fixture = join(import.meta.dirname, 'fixtures', 'server-process.ts');
  const run = spawn(process.execPath, ['--import', 'tsx', fixture], { stdio: ['pipe', 'pipe', 'inherit'] });
  const { value } = await createInterface({ input: run.stdout })[Symbol.asyncIterator]().next();
  const pids: number[] = JSON.parse(String(value));
  expect(pids.map(isAlive)).toEqual([true, true]);
  run.kill('SIGKILL');
  await once(run, 'exit');
  await waitFor(() => !pids.some(isAlive), { what: 'server and Redis to be gone' });
});

async function postOnce(url: string, user: string, body: object): Promise<number | string | undefined> {
  const authorization = `Bearer ${await tokenFor(user)}`;
  const headers = { authorization, 'content-type': 'application/json' };
  return new Promise((resolve) => {
    const outgoing = request(url, { method: 'POST', agent: false, headers }, (incoming) => {
      incoming.resume().once('end', () => resolve(incoming.statusCode));
    });
    outgoing.once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
    outgoing.end(JSON.stringify(body));
  });
}

async function titlesOf(seller: Client): Promise<string[]> {
  const titles: string[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await seller.get(`/api/tickets?seller=me&limit=100${cursor}`);
    titles.push(...body.items.map(({ title }: { title: string }) => title));
    if (body.next === null) return titles;
    cursor = `&cursor=${body.next}`;
  }
}

async function refusesConnections(url: string): Promise<boolean> {
  return (await postOnce(url, 'nobody', {})) === 'ECONNREFUSED';
}
