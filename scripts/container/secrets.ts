import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outputOf } from './run-program.js';
import { aptConfOf, NPM_SETTINGS, npmrcOf, readNpmSettings } from './settings.js';

export interface SecretsOptions {
  /** Where the files are written, for this user only. */
  readonly dir: string;
  /** Written into each as a comment, by which what is left of it can be found. */
  readonly mark: string;
  readonly signal: AbortSignal;
}

/**
 * How npm and apt reach what they fetch on this machine, as files for the build.
 *
 * @returns the files by the names of the Dockerfile's secrets
 */
export async function writeSecrets({ dir, mark, signal }: SecretsOptions): Promise<Record<string, string>> {
  const ask = (...line: [string, ...string[]]) => outputOf(line, { signal, timeoutMs: 60_000 });
  const settings = readNpmSettings(await ask('npm', 'config', 'get', ...NPM_SETTINGS));
  const npmrc = npmrcOf({
    settings,
    userConfig: await readIfAny((await ask('npm', 'config', 'get', 'userconfig')).trim()),
    certificates: await readIfAny(settings.cafile ?? ''),
  });
  const files = { npmrc: join(dir, 'npmrc'), 'apt-conf': join(dir, 'apt.conf') };
  const options = { mode: 0o600 };
  await writeFile(files.npmrc, `; ${mark}\n${npmrc}`, options);
  await writeFile(files['apt-conf'], `// ${mark}\n${aptConfOf(await ask('apt-config', 'dump'))}`, options);
  return files;
}

async function readIfAny(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => '');
}
