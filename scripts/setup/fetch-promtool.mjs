import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promtoolCache } from './find-promtool.mjs';
import { findProgram } from './on-path.mjs';
import { aptGet, withSudo } from './package-managers.mjs';
import { runStep } from './run.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * Takes promtool out of the package that has it. The package is not installed: it is that of a server, which a machine
 * with systemd would start, now and at every boot.
 *
 * @param {{ readonly root: string }} project
 */
export async function fetchPromtool({ root }) {
  for (const program of ['apt-get', 'dpkg-deb'])
    if ((await findProgram(program)) === undefined)
      throw new SetupError('This setup gets it by apt-get alone.');
  const dir = promtoolCache(root);
  const unpacked = join(dir, 'unpacked');
  await rm(unpacked, { recursive: true, force: true });
  await mkdir(unpacked, { recursive: true });
  const update = { line: aptGet('update'), mayFail: true };
  try {
    await runStep('promtool: apt-get download prometheus', [
      // Only this needs root: what was known of the packages before may do.
      process.getuid?.() === 0 ? update : withSudo(update),
      { line: ['apt-get', 'download', 'prometheus'], cwd: unpacked },
      { line: ['sh', '-c', 'dpkg-deb -x *.deb .'], cwd: unpacked },
    ]);
    await rename(join(unpacked, 'usr', 'bin', 'promtool'), join(dir, 'promtool'));
  } finally {
    await rm(unpacked, { recursive: true });
  }
}
