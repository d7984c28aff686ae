import { cp, mkdir, mkdtemp, readFile, realpath, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findProgram } from '../setup/on-path.mjs';
import { type Line, outputOf, TimedOut } from './run-program.js';
import { codenameIn, type Release, releaseOf, TARGET_FORMAT } from './settings.js';
import { Unavailable } from './unavailable.js';

export interface BaseOptions {
  readonly signal: AbortSignal;
  /** For a system of some 200 MB. */
  readonly dir: string;
  /** Where it is kept. */
  readonly cache: string;
}

export interface Base {
  readonly codename: string;
  /** A tar file of the whole system. */
  readonly archive: string;
  readonly isKept: boolean;
}

/** How long the packages of the base may take. */
const LIMIT_MS = 300_000;

/**
 * The smallest system of this machine's own release, kept from an earlier run or made by debootstrap.
 *
 * @throws Unavailable when its packages cannot be had
 */
export async function takeBase({ signal, dir, cache }: BaseOptions): Promise<Base> {
  const { codename, mirror, components } = await releaseHere(signal);
  const archive = join(cache, `${codename}-${process.arch}.tar`);
  if (await exists(archive)) return { codename, archive, isKept: true };
  const root = join(dir, 'system');
  const line: Line = [
    'debootstrap',
    ...['--variant=minbase', `--components=${components.join(',')}`, codename, root],
    ...(mirror === undefined ? [] : [mirror]),
  ];
  const options = { signal, timeoutMs: LIMIT_MS };
  await outputOf(line, options).catch((error: unknown) => {
    signal.throwIfAborted();
    const reason = error instanceof TimedOut ? error.message : `the packages of ${codename} can not be had.`;
    const details = error instanceof Error && !(error instanceof TimedOut) ? `\n${error.message}` : '';
    throw new Unavailable(`${reason}${details}`, { cause: error });
  });
  await rm(join(root, 'var/cache/apt/archives'), { recursive: true });
  await rm(join(root, 'var/lib/apt/lists'), { recursive: true });
  await mkdir(cache, { recursive: true });
  const draft = join(await mkdtemp(join(cache, 'draft-')), 'base.tar');
  try {
    await outputOf(['tar', '--numeric-owner', '-C', root, '-cf', draft, '.'], options);
    await rename(draft, archive);
  } finally {
    await rm(dirname(draft), { recursive: true, force: true });
  }
  await rm(root, { recursive: true });
  return { codename, archive, isKept: false };
}

/**
 * Unpacks the system, and puts the Node that runs this script and its npm where the image `node` has them.
 *
 * @throws Unavailable when that Node does not run there
 */
export async function fillBase(root: string, archive: string, signal: AbortSignal): Promise<void> {
  const options = { signal, timeoutMs: LIMIT_MS };
  await outputOf(['tar', '--numeric-owner', '-C', root, '-xf', archive], options);
  await cp(process.execPath, join(root, 'usr/local/bin/node'));
  const modules = join(root, 'usr/local/lib/node_modules');
  await mkdir(modules, { recursive: true });
  await cp(await findNpm(), join(modules, 'npm'), {
    recursive: true,
    // How a distribution has set its npm up is of no use elsewhere.
    filter: (path) => !/\/\.?npmrc$/.test(path),
  });
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));
  for (const program of ['node', 'npm']) {
    // Whoever runs this may have another PATH than the system in there needs.
    const line: Line = [
      'chroot',
      root,
      '/usr/bin/env',
      'PATH=/usr/local/bin:/usr/bin:/bin',
      program,
      '--version',
    ];
    await outputOf(line, options).catch((cause: unknown) => {
      throw new Unavailable(`the ${program} of this machine does not run without the rest of it.`, { cause });
    });
  }
}

async function releaseHere(signal: AbortSignal): Promise<Release> {
  const codename = codenameIn(await readFile('/etc/os-release', 'utf8').catch(() => ''));
  if (codename === undefined || !(await exists(`/usr/share/debootstrap/scripts/${codename}`))) {
    throw new Unavailable('debootstrap does not know the release that this machine runs.');
  }
  const line: Line = ['apt-get', 'indextargets', '--format', TARGET_FORMAT, 'Created-By: Packages'];
  return releaseOf(codename, await outputOf(line, { signal, timeoutMs: 60_000 }));
}

/** The directory of the package. */
async function findNpm(): Promise<string> {
  const program = process.env.npm_execpath ?? (await findProgram('npm')) ?? '';
  return dirname(dirname(await realpath(program)));
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
