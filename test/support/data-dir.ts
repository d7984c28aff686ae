import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface DataDir {
  readonly dir: string;
  /** Stops what Redis still runs in the directory or below, and removes the directory. */
  remove(): Promise<void>;
}

/**
 * A temporary DATA_DIR. The Redis that `startEmbedded` runs there outlives its parent by design; a keeper process,
 * which notices how ever this process ends, sees to it that neither outlives the tests.
 */
export async function makeDataDir(): Promise<DataDir> {
  const dir = await mkdtemp(join(tmpdir(), 'hf-'));
  const keeper = spawn(process.execPath, ['-e', keeperScript, dir], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => keeper.once('close', () => resolve()));
  return {
    dir,
    async remove() {
      keeper.stdin.end();
      await ended;
    },
  };
}

const keeperScript = `
const { readdirSync, rmSync } = require('node:fs');
const dir = process.argv[1];
const sockets = () => readdirSync(dir, { recursive: true }).filter((name) => name.endsWith('redis.sock'));
const shutDown = (name) => new Promise((resolve) => {
  const socket = require('node:net').connect(dir + '/' + name, () => socket.write('SHUTDOWN NOSAVE NOW FORCE\\r\\n'));
  socket.on('error', () => {}).once('close', resolve);
});
process.stdin.resume().once('end', async () => {
  await Promise.all(sockets().map(shutDown));
  rmSync(dir, { recursive: true, force: true });
});
`;
