import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config.js';
import { start } from '../main.js';
import { type PlayOptions, playAt } from './play-at.js';

/**
 * Plays the story on a server in development mode that is started for it, on REDIS_URL or on a Redis of its own whose
 * data are removed afterwards.
 *
 * @returns whether all was as it must be
 * @throws Error with a sentence when it could not be played
 */
export async function playOnOwnServer({ env, onStep, signal }: PlayOptions): Promise<boolean> {
  const dataDir = await mkdtemp(join(tmpdir(), 'holdfast-story-'));
  try {
    const { REDIS_URL, PARTITIONS } = env;
    const config = readConfig({ REDIS_URL, PARTITIONS, DATA_DIR: dataDir, PORT: '0', WEB: 'off' });
    const holdfast = await start(config, signal);
    try {
      return await playAt(holdfast.url, { env: {}, onStep, signal });
    } finally {
      await holdfast.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
