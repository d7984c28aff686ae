import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Order } from '../../src/events/orders.js';
import { blockOf } from '../support/document.js';
import { embedded, reconnected, scratch } from '../support/embedded.js';
import type { Client } from '../support/holdfast.js';
import { listTicket, newUser, placeOrder } from '../support/http-market.js';
import { isOnPath } from '../support/on-path.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { startServerProcess } from '../support/server-process.js';
import { waitFor } from '../support/wait-for.js';

const DOCUMENT = 'docs/operating.md';

it.skipIf(!isOnPath('redis-cli'))(
  'docs/operating.md, a backup under writes that is restored elsewhere: has all that was acknowledged before',
  { timeout: 120_000 },
  async () => {
    const here = await scratch();
    const server = await startServerProcess({ DATA_DIR: join(here, 'data') });
    const [seller, buyer] = await Promise.all([newUser(server, 'seller'), newUser(server, 'buyer')]);
    const writes = writeOn(seller, buyer);
    await writes.until(30);

    const before = [...writes.acknowledged];
    const { code, output } = await paste(here, await blockOf(DOCUMENT, 'sh backup'));
    expect({ code, output }).toEqual({ code: 0, output: 'OK\nOK\n' });
    await writes.stop();
    const redis = await reconnected(`unix://${join(here, 'data', 'redis.sock')}`);
    expect(await redis.config('GET', 'auto-aof-rewrite-percentage')).toContain('100');

    const there = await scratch();
    await writeFile(join(there, 'backup.tar.gz'), await readFile(join(here, 'backup.tar.gz')));
    const restored = await paste(there, await blockOf(DOCUMENT, 'sh restore'));
    if (restored.code !== 0)
      expect(restored.output).toMatch(
        /file: its last \d+ bytes are no whole transaction.*\n.*\n\n1 violation\./,
      );

    const another = await startServerProcess({ DATA_DIR: join(there, 'data') });
    const sameBuyer = await another.as(buyer.id);
    for (const order of before) {
      const { body } = await sameBuyer.get(`/api/orders/${order.id}`);
      expect(body).toMatchObject({ id: order.id, ticket: { id: order.ticket.id } });
    }
    await waitFor(async () => (await paste(there, 'npx holdfast verify')).code === 0, {
      ...{ what: 'the restored system to be as it must be', timeoutMs: 30_000 },
    });
  },
);

it.skipIf(!isOnPath('redis-cli'))(
  'docs/operating.md, a backup after one that was killed, and one that fails: each leaves a whole one, for its owner alone, and Redis as it was',
  { timeout: 60_000 },
  async () => {
    const here = await scratch();
    const { redis } = await embedded(join(here, 'data'));
    await redis.set('a', 1);
    const commands = await blockOf(DOCUMENT, 'sh backup');
    // What is left of one that was killed.
    await redis.config('SET', 'auto-aof-rewrite-percentage', 0);
    await mkdir(join(here, 'backup'));
    await writeFile(join(here, 'backup', 'of-before'), '');
    expect(await paste(here, commands)).toEqual({ code: 0, output: 'OK\nOK\n' });
    const archive = join(here, 'backup.tar.gz');
    const whole = await paste(here, 'tar -tzf backup.tar.gz | sort');
    expect(whole.output.replace('./\n', '')).toBe(
      (await readdir(join(here, 'data', 'appendonlydir')))
        .toSorted()
        .map((name) => `./${name}\n`)
        .join(''),
    );
    expect((await stat(archive)).mode & 0o777).toBe(0o600);
    expect(await redis.config('GET', 'auto-aof-rewrite-percentage')).toContain('100');

    const bad = await scratch();
    await mkdir(join(bad, 'data'));
    await symlink(join(here, 'data', 'redis.sock'), join(bad, 'data', 'redis.sock'));
    await mkdir(join(bad, 'bin'));
    await writeFile(join(bad, 'bin', 'tar'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    await writeFile(join(bad, 'backup.tar.gz'), 'of before');
    expect((await paste(bad, commands)).code).not.toBe(0);
    expect(await readFile(join(bad, 'backup.tar.gz'), 'utf8')).toBe('of before');
    expect((await readdir(bad)).toSorted()).toEqual(['backup.tar.gz', 'bin', 'data']);
    expect(await redis.config('GET', 'auto-aof-rewrite-percentage')).toContain('100');
  },
);

it.skipIf(!isOnPath('redis-cli'))(
  "docs/operating.md, a backup of a Redis of one's own under writes that is restored into another: has all that was acknowledged before",
  { timeout: 120_000 },
  async () => {
    const own = await startOwnRedis();
    const server = await startServerProcess({ REDIS_URL: own.target });
    const [seller, buyer] = await Promise.all([newUser(server, 'seller'), newUser(server, 'buyer')]);
    const writes = writeOn(seller, buyer);
    await writes.until(30);

    const before = [...writes.acknowledged];
    const here = await scratch();
    // Whoever has no password may name any.
    const REDIS_URL = own.target.replace('//', '//default:any@');
    const backup = await blockOf(DOCUMENT, 'sh backup');
    expect(await paste(here, backup, { REDIS_URL })).toEqual({ code: 0, output: 'OK\nOK\n' });
    await writes.stop();
    // As one that ends in the middle of a write does.
    const cut =
      'tar -xzf backup.tar.gz; printf "*1\\r\\n\\$5\\r\\nMUL" | tee -a *.incr.aof >tee.out; tar -czf backup.tar.gz appendonly.*';
    expect(await paste(here, cut)).toEqual({ code: 0, output: '' });

    const another = await startOwnRedis();
    await another.kill('SIGTERM');
    await rm(join(another.dir, 'appendonlydir'), { recursive: true });
    await copyFile(join(here, 'backup.tar.gz'), join(another.dir, 'backup.tar.gz'));
    const restored = await paste(another.dir, await blockOf(DOCUMENT, 'sh restore-own'));
    expect(restored).toEqual({ code: 0, output: expect.stringContaining('Successfully truncated AOF') });
    await another.restart();

    const serverThere = await startServerProcess({ REDIS_URL: another.target });
    const sameBuyer = await serverThere.as(buyer.id);
    for (const order of before) {
      const { body } = await sameBuyer.get(`/api/orders/${order.id}`);
      expect(body).toMatchObject({ id: order.id, ticket: { id: order.ticket.id } });
    }
    const verify = () => paste(here, 'npx holdfast verify', { REDIS_URL: another.target });
    await waitFor(async () => (await verify()).output.includes('All is as it must be.'), {
      ...{ what: 'the restored system to be as it must be', timeoutMs: 30_000 },
    });
  },
);

it.skipIf(!isOnPath('redis-cli'))(
  "docs/operating.md, a backup of a Redis of one's own that no longer writes its file: is refused",
  async () => {
    const own = await startOwnRedis();
    await own.connect().config('SET', 'appendonly', 'no');
    const here = await scratch();
    const backup = await blockOf(DOCUMENT, 'sh backup');
    expect(await paste(here, backup, { REDIS_URL: own.target })).toEqual({
      code: 1,
      output: 'OK\nThis Redis has no append-only file.\nOK\n',
    });
    expect(await readdir(here)).toEqual(['bin']);
  },
);

/** As docs/operating.md asks for it. */
async function startOwnRedis(): Promise<RedisServer> {
  const redis = await startRedis({
    appendonly: true,
    tcp: true,
    args: [
      ...['--appendfsync', 'always', '--aof-load-truncated', 'no'],
      ...['--maxmemory-policy', 'noeviction'],
    ],
  });
  onTestFinished(redis.stop);
  return redis;
}

/** Lists tickets and orders them until it is stopped. */
function writeOn(seller: Client, buyer: Client) {
  const acknowledged: Order[] = [];
  let stopped = false;
  const write = async () => {
    while (!stopped) acknowledged.push(await placeOrder(buyer, (await listTicket(seller)).id));
  };
  const writing = Promise.all([write(), write(), write(), write()]);
  return {
    acknowledged,
    until: (count: number) =>
      waitFor(() => acknowledged.length >= count, { what: `${count} orders`, timeoutMs: 30_000 }),
    async stop() {
      stopped = true;
      await writing;
    },
  };
}

/** Runs commands as somebody who pastes them into a shell in this directory. */
async function paste(
  dir: string,
  commands: string,
  more: Readonly<Record<string, string>> = {},
): Promise<{ code: number; output: string }> {
  const bin = join(dir, 'bin');
  await mkdir(bin, { recursive: true });
  const command = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');
  await writeFile(join(bin, 'npx'), `#!/bin/sh\nshift\nexec "${process.execPath}" "${command}" "$@"\n`, {
    mode: 0o755,
  });
  const env = { PATH: [bin, process.env.PATH].join(delimiter), ...more };
  return await new Promise((resolve) => {
    execFile('sh', ['-c', commands], { cwd: dir, env }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr });
    });
  });
}
