import { join, resolve } from 'node:path';
import { installBrowser, isBrowserFound, tellOfSkippedTests } from './browser.mjs';
import { build, isBuilt } from './build.mjs';
import { Interrupted, listenForInterruption } from './interruption.mjs';
import { withLock } from './lock.mjs';
import { containerTools, createOptionalStep, promtool } from './optional-tools.mjs';
import { arePackagesInstalled, installPackages } from './packages.mjs';
import { installRedisServer, isRedisServerFound } from './redis-server.mjs';
import { SetupError } from './setup-error.mjs';

const HELP = `Usage: node scripts/setup.mjs [--redis-server] [--browser | --browser-if-any] [--container-tools]
       [--promtool]

Prepares this checkout, and skips whatever is done already:
  packages   npm ci, when node_modules does not hold what package-lock.json says
  build      tsc and vite, when dist/ was not made from the sources as they are
  redis      a redis-server or valkey-server 7.0 or newer: looked for, else installed with apt-get, apk, dnf or
             brew where this user may; not needed when REDIS_URL is set
  browser    Chromium or Chrome, in the same way; only where --browser asks for it
  container  buildah and debootstrap, by apt-get as root; only where --container-tools asks for them
  promtool   taken out of a package that apt-get downloads and does not install; only where --promtool asks for it

  --redis-server    look for one even when REDIS_URL is set: the tests start servers of their own
  --browser         for the browser tests, which npm test skips where there is none
  --browser-if-any  installs none, and says that they are skipped
  --container-tools for the container test, which is skipped where they can not be had
  --promtool        for the tests of the alert rules, likewise
  --help            print this`;

/**
 * @typedef {object} Project
 * @property {string} root
 * @property {boolean} needsRedisServer
 * @property {boolean} needsBrowser
 * @property {readonly import('./optional-tools.mjs').OptionalTools[]} tools without which tests are skipped
 */

/** The steps in their order: each stands on the ones before it. */
const steps = [
  { isDone: arePackagesInstalled, run: installPackages },
  { isDone: isBuilt, run: build },
  { isDone: isRedisServerFound, run: installRedisServer },
  { isDone: isBrowserFound, run: installBrowser },
  createOptionalStep(containerTools),
  createOptionalStep(promtool),
];

/** @param {readonly string[]} args */
export async function main(args) {
  if (args.includes('--help')) {
    console.log(HELP);
    return;
  }
  listenForInterruption();
  try {
    const { redisServer, browser, browserIfAny, tools } = readArguments(args);
    await setUp({
      root: resolve(import.meta.dirname, '../..'),
      needsRedisServer: redisServer || !process.env.REDIS_URL,
      needsBrowser: browser,
      tools,
    });
    if (browserIfAny) await tellOfSkippedTests();
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    if (error instanceof SetupError) console.error(error.message);
    else if (!(error instanceof Interrupted)) throw error;
  }
}

/** @param {Project} project */
async function setUp(project) {
  if (await isReady(project)) return;
  await withLock(join(project.root, '.setup-lock'), async () => {
    for (const step of steps) {
      // Asked again: another setup may have done it while this one waited for the lock.
      if (!(await step.isDone(project))) await step.run(project);
    }
  });
}

/** @param {Project} project */
async function isReady(project) {
  for (const step of steps) if (!(await step.isDone(project))) return false;
  return true;
}

const TOOLS = new Map([
  ['--container-tools', containerTools],
  ['--promtool', promtool],
]);
const OPTIONS = ['--redis-server', '--browser', '--browser-if-any', ...TOOLS.keys()];

/** @param {readonly string[]} args */
function readArguments(args) {
  const unknown = args.find((arg) => !OPTIONS.includes(arg));
  if (unknown !== undefined) throw new SetupError(`Unknown argument ${unknown}.\n\n${HELP}`);
  return {
    redisServer: args.includes('--redis-server'),
    browser: args.includes('--browser'),
    browserIfAny: args.includes('--browser-if-any'),
    tools: [...TOOLS].filter(([option]) => args.includes(option)).map(([, tools]) => tools),
  };
}

/** @param {unknown} error */
function exitCodeOf(error) {
  return error instanceof Interrupted ? error.exitCode : 1;
}
