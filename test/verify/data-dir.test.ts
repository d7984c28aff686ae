import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { accepts, pidOf, reconnected, scratch } from '../support/embedded.js';
import { listTicket, newUser, placeOrder } from '../support/http-market.js';
import { runVerify } from '../support/run-cli.js';
import { type ServerProcess, startServerProcess } from '../support/server-process.js';

describe('holdfast verify in a DATA_DIR', () => {
  test('a system that is stopped: its Redis is started for the look, and the files are what they were', async () => {
    const DATA_DIR = await scratch();
    const server = await startServerProcess({ DATA_DIR, PARTITIONS: '2' });
    await reserve(server);
    await server.process.end('SIGTERM');
    const before = await filesIn(DATA_DIR);

    const { code, stdout, stderr } = await runVerify({ DATA_DIR });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`${DATA_DIR}: 1 tickets and 1 orders in 2 partitions`);
    expect(await accepts(DATA_DIR)).toBe(false);
    expect(await filesIn(DATA_DIR)).toEqual(before);
  });

  test('a system that runs: it is looked at, and nothing else happens to it', async () => {
    const DATA_DIR = await scratch();
    const server = await startServerProcess({ DATA_DIR });
    await reserve(server);
    const redis = await reconnected(`unix://${join(DATA_DIR, 'redis.sock')}`);
    const pid = await pidOf(redis);

    const { code, stdout } = await runVerify({ DATA_DIR });
    expect(code).toBe(0);
    expect(stdout).toContain('All is as it must be.');
    expect(await pidOf(redis)).toBe(pid);
    await reserve(server);
    await server.process.end('SIGTERM');
    expect(await accepts(DATA_DIR)).toBe(false);
  });

  test('a Redis that a killed server left behind: it is looked at and runs on, for the next server to adopt', async () => {
    const DATA_DIR = await scratch();
    const server = await startServerProcess({ DATA_DIR });
    await reserve(server);
    await server.process.end('SIGKILL');

    expect((await runVerify({ DATA_DIR })).code).toBe(0);
    expect(await accepts(DATA_DIR)).toBe(true);
    await reserve(await startServerProcess({ DATA_DIR }));
  });
});

async function reserve(server: ServerProcess): Promise<void> {
  const { id } = await listTicket(await newUser(server, 'seller'));
  await placeOrder(await newUser(server, 'buyer'), id);
}

/** What Redis keeps of its data, by the name of the file. */
async function filesIn(dataDir: string): Promise<Record<string, string>> {
  const dir = join(dataDir, 'appendonlydir');
  const names = await readdir(dir);
  const contents = names.map(async (name) => [name, await readFile(join(dir, name), 'latin1')] as const);
  return Object.fromEntries(await Promise.all(contents));
}
