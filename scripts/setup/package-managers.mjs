import { findProgram } from './on-path.mjs';
import { succeeds } from './run.mjs';

/**
 * @typedef {import('./run.mjs').Command} Command
 *
 * @typedef {readonly (readonly [string, ...string[]])[]} Packages what to try in turn: some distributions renamed it
 *
 * @typedef {object} Manager
 * @property {string} name also its program
 * @property {boolean} asRoot whether it needs root; the others refuse to run as root
 * @property {Packages} redis
 * @property {Packages} browser
 * @property {Packages} containerTools to make a Debian or an Ubuntu with, and an image on it
 * @property {(packages: readonly string[]) => Command[]} commands
 */

/** @type {readonly Manager[]} */
const managers = [
  {
    name: 'apt-get',
    asRoot: true,
    // The program of redis-server is a link into redis-tools.
    redis: [
      ['redis-server', 'redis-tools'],
      ['valkey-server', 'valkey-tools'],
    ],
    browser: [['chromium'], ['chromium-browser']],
    containerTools: [['buildah', 'debootstrap']],
    commands: (packages) => [
      // One source that cannot be reached fails the update, and need not be the one with Redis.
      { line: aptGet('update'), mayFail: true },
      // A package can be marked as installed while its program is gone: hence --reinstall.
      { line: aptGet('install', '-y', '--no-install-recommends', '--reinstall', ...packages) },
    ],
  },
  {
    name: 'apk',
    asRoot: true,
    redis: [['redis'], ['valkey']],
    browser: [['chromium']],
    containerTools: [],
    commands: (packages) => [{ line: ['apk', 'add', '--no-cache', ...packages] }],
  },
  {
    name: 'dnf',
    asRoot: true,
    redis: [['redis'], ['valkey']],
    browser: [['chromium']],
    containerTools: [],
    commands: (packages) => [{ line: ['dnf', 'install', '-y', ...packages] }],
  },
  {
    name: 'brew',
    asRoot: false,
    redis: [['redis'], ['valkey']],
    browser: [['chromium']],
    containerTools: [],
    commands: (packages) => [{ line: ['env', 'NONINTERACTIVE=1', 'brew', 'install', ...packages] }],
  },
];

/**
 * The first package manager here that this user may run, and how; or why there is none.
 *
 * @returns {Promise<{ manager: Manager | undefined, elevate: (command: Command) => Command, refusal: string }>}
 */
export async function chooseManager() {
  const isRoot = process.getuid?.() === 0;
  const refusals = [];
  for (const manager of managers) {
    if ((await findProgram(manager.name)) === undefined) continue;
    if (manager.asRoot === isRoot) return { manager, elevate: (command) => command, refusal: '' };
    if (!isRoot && (await succeeds('sudo', '-n', 'true'))) return { manager, elevate: withSudo, refusal: '' };
    refusals.push(
      isRoot
        ? `${manager.name} does not run as root.`
        : `${manager.name} needs root, and there is no sudo without a password.`,
    );
  }
  const refusal =
    refusals.join('\n') || 'No package manager that this setup knows was found: apt-get, apk, dnf or brew.';
  return { manager: undefined, elevate: (command) => command, refusal };
}

/**
 * @param {...string} args
 * @returns {Command['line']}
 */
export function aptGet(...args) {
  // RUNLEVEL=1 keeps init scripts from starting the package's own server, which nobody here would use. A machine that
  // has just booted often holds the lock of dpkg for its own updates.
  const settings = ['DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1'];
  return ['env', ...settings, 'apt-get', '-o', 'DPkg::Lock::Timeout=120', ...args];
}

/**
 * @param {Command} command
 * @returns {Command}
 */
export function withSudo(command) {
  return { ...command, line: ['sudo', '-n', ...command.line] };
}
