import { expect, onTestFinished, test, vi } from 'vitest';
import { startEmbedded } from '../../src/redis/embedded.js';
import { makeDataDir } from '../support/data-dir.js';

// The machine that runs the tests has a redis-server; here it has none.
vi.mock(import('../../src/redis/find-server.js'), async (original) => ({
  ...(await original()),
  findRedisServer: () => Promise.resolve(undefined),
}));

test('startEmbedded: on a machine without redis-server the error says what can be done', async () => {
  const { dir, remove } = await makeDataDir();
  onTestFinished(remove);
  const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  await expect(startEmbedded({ dir, log })).rejects.toThrow(
    'No redis-server or valkey-server 7.0 or newer was found. Install one (apt-get install redis-server, ' +
      'brew install redis), or set REDIS_URL to a Redis that runs elsewhere.',
  );
});
