import { cp, readdir, readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { audit } from '../support/audit.js';
import { reconnected, scratch, startedIn } from '../support/embedded.js';
import { startFaultLoad } from '../support/fault-load.js';
import { listTicket, newUser } from '../support/http-market.js';
import { runVerify } from '../support/run-cli.js';
import { seededRandom } from '../support/seeded-random.js';
import { startServerProcess } from '../support/server-process.js';
import { expectConsistent } from '../support/settle.js';
import { waitFor } from '../support/wait-for.js';

const FILE = join('appendonlydir', 'appendonly.aof.1.incr.aof');

test('the append-only file cut in a transaction: verify and the next server say so, and what comes then is kept', {
  timeout: 60_000,
}, async () => {
  const dir = await filledDirectory();
  const [before = 0] = (await transactionsIn(dir)).slice(-1);
  const cut = before + 60;
  await truncate(join(dir, FILE), cut);

  const files = await filesIn(dir);
  const { code, stdout } = await runVerify({ DATA_DIR: dir }, '--json');
  const { violations } = JSON.parse(stdout);
  const detail = expect.stringMatching(
    new RegExp(`^its last ${cut - before} bytes are no whole transaction`),
  );
  expect({ code, violations }).toEqual({
    code: 1,
    violations: [{ check: 'file', partition: null, keys: [join(dir, FILE)], detail }],
  });
  expect(await filesIn(dir)).toEqual(files);

  const server = await startServerProcess({ DATA_DIR: dir, LOG_LEVEL: 'error' });
  const loss = new RegExp(
    `"level":50.*"bytes":${cut - before},.*append-only file of Redis was cut .* newest backup`,
  );
  await waitFor(() => loss.test(server.process.stderr), { what: 'the log to say so' });
  const ticket = await listTicket(await newUser(server, 'seller'));
  await expectConsistent(await reconnected(`unix://${join(dir, 'redis.sock')}`));
  await server.process.end('SIGTERM');

  // Redis by itself would throw away what was written behind the transaction that it had left open.
  const again = await startServerProcess({ DATA_DIR: dir, LOG_LEVEL: 'error' });
  expect((await again.anonymous.get(`/api/tickets/${ticket.id}`)).status).toBe(200);
  await again.process.end('SIGTERM');
  expect(again.process.stderr).toBe('');
  expect((await runVerify({ DATA_DIR: dir })).code).toBe(0);
});

test('the append-only file cut anywhere: no transaction is half there', { timeout: 60_000 }, async () => {
  const filled = await filledDirectory();
  const [from = 0] = (await transactionsIn(filled)).slice(-6);
  const { size } = await stat(join(filled, FILE));
  const random = seededRandom(31);
  for (let i = 0; i < 8; i += 1) {
    const dir = await scratch();
    await cp(filled, dir, { recursive: true });
    await truncate(join(dir, FILE), Math.floor(from + random() * (size - from)));
    const { target, stop } = await startedIn(dir);
    expect((await audit(target)).violations).toEqual([]);
    await stop();
  }
});

/** What a server leaves that was stopped after some trade. */
async function filledDirectory(): Promise<string> {
  const DATA_DIR = await scratch();
  const server = await startServerProcess({ DATA_DIR });
  const load = await startFaultLoad(server);
  await load.acknowledged(200);
  await load.stop();
  await expectConsistent(await reconnected(`unix://${join(DATA_DIR, 'redis.sock')}`));
  await server.process.end('SIGTERM');
  return DATA_DIR;
}

/** Where each transaction begins in the file, in bytes. */
async function transactionsIn(dir: string): Promise<number[]> {
  const text = await readFile(join(dir, FILE), 'latin1');
  return [...text.matchAll(/\*1\r\n\$5\r\nMULTI\r\n/gi)].map(({ index }) => index);
}

/** Their sizes: what an auditor must leave alone is the end. */
async function filesIn(dir: string): Promise<Record<string, number>> {
  const names = await readdir(join(dir, 'appendonlydir'));
  const sizes = names.map(
    async (name) => [name, (await stat(join(dir, 'appendonlydir', name))).size] as const,
  );
  return Object.fromEntries(await Promise.all(sizes));
}
