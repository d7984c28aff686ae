import { basename, dirname } from 'node:path';
import type { LockedPackage } from '../lockfile.js';
import type { ImageConfig } from './store.js';
import type { Entry } from './walk.js';

/** What is wrong with how an image says that it is to be run: a sentence for each. */
export function configMistakes({
  User,
  Entrypoint,
  Cmd,
  Volumes,
  ExposedPorts,
  StopSignal,
  Healthcheck,
}: ImageConfig): string[] {
  const mistakes: string[] = [];
  if (!/^[1-9]\d*:[1-9]\d*$/.test(User)) {
    mistakes.push(
      `USER is ${JSON.stringify(User)}: it has to be the numbers of a user and a group that are not root's.`,
    );
  }
  if (Object.keys(Volumes ?? {}).join() !== '/data') mistakes.push('VOLUME is not /data.');
  if (Object.keys(ExposedPorts ?? {}).join() !== '3000/tcp') mistakes.push('EXPOSE is not 3000.');
  if (StopSignal !== 'SIGTERM') mistakes.push('STOPSIGNAL is not SIGTERM.');
  if (Healthcheck?.Test?.[0] !== 'CMD') mistakes.push('HEALTHCHECK is not a command in brackets.');
  if (Entrypoint?.[0] !== 'tini') mistakes.push('ENTRYPOINT is not tini, which has to be process 1.');
  if (Cmd?.join(' ') !== 'serve') mistakes.push('CMD is not serve.');
  return mistakes;
}

export interface Contents {
  readonly entries: readonly Entry[];
  readonly packages: readonly LockedPackage[];
  /** Whom the server runs as. */
  readonly uid: number;
}

/** What is in an image that should not be, or is not in it or not as it should be: a sentence for each. */
export function contentMistakes(contents: Contents): string[] {
  const checks = [checkTools, checkLeftovers, checkPackages, checkApplication, checkOwners];
  return checks.flatMap((check) => shortened(check(contents)));
}

const SHOWN = 5;

/** One mistake often has hundreds of files; what else is wrong has to be seen beside them. */
function shortened(lines: readonly string[]): string[] {
  const rest = lines.length - SHOWN;
  return [...lines.slice(0, SHOWN), ...(rest > 0 ? [`And ${rest} more of that kind.`] : [])];
}

const BUILD_TOOLS = new Set([
  'as',
  'c++',
  'cc',
  'clang',
  'cmake',
  'g++',
  'gcc',
  'ld',
  'make',
  'python3',
  'tsc',
]);

function checkTools({ entries }: Contents): string[] {
  return entries
    .filter(({ path }) => /\/s?bin\//.test(path) && !inPackages(path) && BUILD_TOOLS.has(basename(path)))
    .map(({ path }) => `${path} is a tool to build with.`);
}

/** What npm and apt leave behind, and what they were told. */
function checkLeftovers({ entries }: Contents): string[] {
  return entries
    .filter(
      ({ path, kind }) =>
        /\/(_cacache|\.npm|_logs)$/.test(path) ||
        /\/\.?npmrc$/.test(path) ||
        path === '/etc/apt/apt.conf' ||
        path.startsWith('/run/secrets/') ||
        (kind === 'file' && /^\/var\/(lib\/apt\/lists|cache\/apt\/archives)\/.*[^k]$/.test(path)),
    )
    .map(({ path }) => `${path} was left behind by the build.`);
}

function checkPackages({ entries, packages }: Contents): string[] {
  const shipped = packages.filter(({ isDevelopment }) => !isDevelopment);
  const expected = new Set(shipped.map(({ path }) => `/app/${path}`));
  const found = new Set(entries.map(({ path }) => path).filter((path) => PACKAGE.test(path)));
  const missing = shipped.filter(({ path, isOptional }) => !isOptional && !found.has(`/app/${path}`));
  return [
    ...[...found].filter((path) => !expected.has(path)).map((path) => `${path} is not needed to run.`),
    ...missing.map(({ path }) => `/app/${path} is missing.`),
  ];
}

/** The directory of a package, below others' only; a name that begins with a dot is npm's own. */
const PACKAGE = /^\/app(\/node_modules\/(@[^/]+\/)?[^@./][^/]*)+$/;

const APPLICATION = ['/app/LICENSE', '/app/dist', '/app/node_modules', '/app/package.json'];

function checkApplication({ entries }: Contents): string[] {
  const found = entries.map(({ path }) => path).filter((path) => dirname(path) === '/app');
  const paths = new Set(entries.map(({ path }) => path));
  const scripts = [...paths].filter((path) => /^\/app\/dist\/(?!page\/).*\.js$/.test(path));
  return [
    ...found.filter((path) => !APPLICATION.includes(path)).map((path) => `${path} is not needed to run.`),
    ...APPLICATION.filter((path) => !found.includes(path)).map((path) => `${path} is missing.`),
    ...scripts.filter((path) => !paths.has(`${path}.map`)).map((path) => `${path} has no source map.`),
  ];
}

/** Directories in which everybody may make files, in any Debian. */
const SHARED = new Set(['/tmp', '/var/tmp', '/run/lock']);

function checkOwners({ entries, uid }: Contents): string[] {
  const data = entries.find(({ path }) => path === '/data');
  const isPrivate = data?.kind === 'directory' && data.uid === uid && data.mode === 0o700;
  const open = entries.filter(
    ({ path, kind, mode, uid: owner }) =>
      path !== '/data' &&
      !path.startsWith('/dev/') &&
      kind !== 'other' &&
      !SHARED.has(path) &&
      (owner === uid || (mode & 0o002) !== 0 || (path.startsWith('/app') && owner !== 0)),
  );
  const closed = entries.filter(({ path, kind, mode }) => {
    const needed = kind === 'directory' ? 0o005 : 0o004;
    return /^\/app(\/|$)/.test(path) && kind !== 'other' && (mode & needed) !== needed;
  });
  return [
    ...(isPrivate ? [] : [`/data is not a directory of user ${uid} alone.`]),
    ...open.map(({ path }) => `${path} can be changed by user ${uid}.`),
    ...closed.map(({ path }) => `${path} can not be read by user ${uid}.`),
  ];
}

function inPackages(path: string): boolean {
  return path.includes('/node_modules/');
}
