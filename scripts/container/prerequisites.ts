import { findProgram } from '../setup/on-path.mjs';
import { Unavailable } from './unavailable.js';

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly uid: number | undefined;
  /** @returns where a program is, if it is there */
  readonly find: (program: string) => Promise<string | undefined>;
}

/** What all parts of the test call, and the distribution's package that it is from. */
const PROGRAMS = [
  ['buildah', 'buildah'],
  ['debootstrap', 'debootstrap'],
  ['apt-config', 'apt'],
  ['unshare', 'util-linux'],
  ['setpriv', 'util-linux'],
  ['npm', 'npm'],
] as const;

/** @throws Unavailable where the test cannot run */
export async function checkPrerequisites({ platform, uid, find }: Machine): Promise<void> {
  if (platform !== 'linux') throw new Unavailable('buildah runs on Linux only.');
  if (uid !== 0)
    throw new Unavailable('it has to run as root, as debootstrap makes a system with all its users.');
  const missing = new Set<string>();
  for (const [program, name] of PROGRAMS) if ((await find(program)) === undefined) missing.add(name);
  if (missing.size > 0) {
    throw new Unavailable(`${[...missing].join(' and ')} can not be found: install it with apt-get.`);
  }
}

export const thisMachine: Machine = {
  platform: process.platform,
  uid: process.getuid?.(),
  find: findProgram,
};
