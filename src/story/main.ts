import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config.js';
import { type Holdfast, start } from '../main.js';
import { closeQuietly, connectShared } from '../redis/index.js';
import { playStory } from './story.js';

const HELP = `npm run story

Starts a server of its own, plays the story of a ticket against it (listed, ordered, cancelled, repriced, sold) and
prints what both modules and the streams between them show at each step. The exit code is 1 at the first difference.

The data lies in a temporary directory that is removed afterwards. With REDIS_URL set the story is played on that
Redis, and leaves its ticket and order there.
`;

async function main(): Promise<boolean> {
  const stopping = new AbortController();
  const interrupted = new Promise<never>((_, reject) => {
    stopping.signal.addEventListener('abort', () => reject(new Error('The story was interrupted.')));
  });
  // It may happen before anybody waits for it.
  interrupted.catch(() => undefined);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());

  const dataDir = await mkdtemp(join(tmpdir(), 'holdfast-story-'));
  try {
    const { REDIS_URL, PARTITIONS } = process.env;
    const config = readConfig({ REDIS_URL, PARTITIONS, DATA_DIR: dataDir, PORT: '0', WEB: 'off' });
    const holdfast = await start(config, stopping.signal);
    return await Promise.race([play(holdfast), interrupted]).finally(() => holdfast.stop());
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function play(holdfast: Holdfast): Promise<boolean> {
  const redis = connectShared(holdfast.redis, 'holdfast-story');
  const print = (line: string) => process.stdout.write(`${line}\n`);
  return await playStory({ url: holdfast.url, redis, print }).finally(() => closeQuietly(redis));
}

if (process.argv.includes('--help')) {
  process.stdout.write(HELP);
} else {
  try {
    const asItMustBe = await main();
    if (asItMustBe) process.stdout.write('\nAll is as it must be.\n');
    process.exitCode = asItMustBe ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
