import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { choices } from './choices.mjs';
import { install } from './install.mjs';

/** @param {{ readonly root: string, readonly needsRedisServer: boolean }} project */
export async function isRedisServerFound(project) {
  return !project.needsRedisServer || (await findRedisServer(project)) !== undefined;
}

/** @param {{ readonly root: string, readonly needsRedisServer: boolean }} project */
export async function installRedisServer(project) {
  await install({
    label: 'redis',
    packagesOf: (manager) => manager.redis,
    isThere: async () => (await findRedisServer(project)) !== undefined,
    wanted: 'of version 7.0 or newer',
    choices,
  });
}

/**
 * The product's own search, so that the setup and the server can not disagree about what is there.
 *
 * @param {{ readonly root: string, readonly needsRedisServer: boolean }} project
 * @returns {Promise<{ path: string, version: string } | undefined>}
 */
async function findRedisServer({ root }) {
  const built = await import(pathToFileURL(join(root, 'dist/redis/find-server.js')).href);
  return await built.findRedisServer();
}
