import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import type { Order } from '../../src/events/orders.js';
import { blockOf } from '../support/document.js';
import { embedded, reconnected, scratch } from '../support/embedded.js';
import type { Client } from '../support/holdfast.js';
import { listTicket, newUser, placeOrder } from '../support/http-market.js';
import { isOnPath } from '../support/on-path.js';
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
    await writeFile(join(bad, 'backup.tar.gz'), 'of before');
    expect((await paste(bad, commands)).code).not.toBe(0);
    expect(await readFile(join(bad, 'backup.tar.gz'), 'utf8')).toBe('of before');
    expect((await readdir(bad)).toSorted()).toEqual(['backup.tar.gz', 'bin', 'data']);
    expect(await redis.config('GET', 'auto-aof-rewrite-percentage')).toContain('100');
  },
);

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
async function paste(dir: string, commands: string): Promise<{ code: number; output: string }> {
  const bin = join(dir, 'bin');
  await mkdir(bin, { recursive: true });
  const command = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');
  await writeFile(join(bin, 'npx'), `#!/bin/sh\nshift\nexec "${process.execPath}" "${command}" "$@"\n`, {
    mode: 0o755,
  });
  const env = { PATH: [bin, process.env.PATH].join(delimiter) };
  return await new Promise((resolve) => {
    execFile('sh', ['-c', commands], { cwd: dir, env }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr });
    });
  });
}
