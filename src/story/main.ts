import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config.js';
import { start } from '../main.js';
import { closeQuietly, connectShared } from '../redis/index.js';
import { playStory } from './story.js';

const HELP = `npm run story

Starts a server of its own, plays the story of a ticket against it (listed, ordered, cancelled, repriced) and prints
what both modules and the streams between them show at each step. The exit code is 1 at the first difference.

The data lies in a temporary directory that is removed afterwards. With REDIS_URL set the story is played on that
Redis, and leaves its ticket and order there.
`;

async function main(): Promise<boolean> {
  const dataDir = await mkdtemp(join(tmpdir(), 'holdfast-story-'));
  const { REDIS_URL, PARTITIONS } = process.env;
  const config = readConfig({ REDIS_URL, PARTITIONS, DATA_DIR: dataDir, PORT: '0' });
  const holdfast = await start(config);
  const redis = connectShared(holdfast.redis, 'holdfast-story');
  try {
    const print = (line: string) => process.stdout.write(`${line}\n`);
    return await playStory({ url: holdfast.url, redis, print });
  } finally {
    closeQuietly(redis);
    await holdfast.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
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
