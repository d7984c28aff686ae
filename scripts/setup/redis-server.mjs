import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { choices } from './choices.mjs';
import { chooseManager } from './package-managers.mjs';
import { runStep } from './run.mjs';
import { SetupError } from './setup-error.mjs';

/** @param {{ readonly root: string, readonly needsRedisServer: boolean }} project */
export async function isRedisServerFound(project) {
  return !project.needsRedisServer || (await findRedisServer(project)) !== undefined;
}

/** @param {{ readonly root: string, readonly needsRedisServer: boolean }} project */
export async function installRedisServer(project) {
  const { manager, elevate, refusal } = await chooseManager();
  if (manager === undefined) throw new SetupError(choices(refusal));
  const failures = [];
  for (const packages of manager.packages) {
    try {
      await runStep(`redis: ${manager.name} install ${packages[0]}`, manager.commands(packages).map(elevate));
      if (await findRedisServer(project)) return;
      failures.push(`${manager.name} installed no ${packages[0]} of version 7.0 or newer.`);
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      failures.push(error.message);
    }
  }
  throw new SetupError(choices(failures.join('\n')));
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
