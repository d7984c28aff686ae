import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/**
 * The first redis-server or valkey-server of version 7.0 or newer, on the PATH and then where package managers
 * put it (a service's PATH is often shorter than a shell's). Older ones are passed over.
 *
 * @param dirs where to look, in this order
 */
export async function findRedisServer(
  dirs: readonly string[] = searchPath(),
): Promise<{ path: string; version: string } | undefined> {
  for (const path of dirs.flatMap((dir) => [join(dir, 'redis-server'), join(dir, 'valkey-server')])) {
    const version = await versionOf(path);
    if (version !== undefined && isSupportedVersion(version)) return { path, version };
  }
  return undefined;
}

/** Whether a version such as `7.2.4` is 7.0 or newer. */
export function isSupportedVersion(version: string): boolean {
  return Number.parseInt(version, 10) >= 7;
}

function searchPath(): string[] {
  const onPath = (process.env.PATH ?? '').split(delimiter).filter((dir) => dir !== '');
  return [...new Set([...onPath, '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'])];
}

async function versionOf(path: string): Promise<string | undefined> {
  try {
    // Spares a process for each of the many places where there is nothing.
    await access(path, constants.X_OK);
    // "Redis server v=7.0.15 sha=…", "Valkey server v=8.0.1 sha=…"
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 2000 });
    return /\bv=(\d+\.\d+(\.\d+)?)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}
