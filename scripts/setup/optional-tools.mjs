import { fetchPromtool } from './fetch-promtool.mjs';
import { findPromtool } from './find-promtool.mjs';
import { install } from './install.mjs';
import { findProgram } from './on-path.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * @typedef {object} OptionalTools Programs without which some tests are skipped, and say so
 * @property {string} label
 * @property {readonly string[]} programs
 * @property {(project: { readonly root: string }) => Promise<boolean>} areThere
 * @property {(project: { readonly root: string }) => Promise<void>} get throws a SetupError where they can't be had
 * @property {() => boolean} isUseful whether this user could use them: else they are not looked for
 */

const CONTAINER_PROGRAMS = ['buildah', 'debootstrap'];
const areOnPath = async () => (await Promise.all(CONTAINER_PROGRAMS.map(findProgram))).every(Boolean);

/** @type {OptionalTools} */
export const containerTools = {
  label: 'container',
  programs: CONTAINER_PROGRAMS,
  areThere: areOnPath,
  get: () =>
    install({
      label: 'container',
      packagesOf: (manager) => manager.containerTools,
      isThere: areOnPath,
      wanted: 'that this setup could find',
      choices: (reason) => reason || 'This setup gets them by apt-get alone.',
    }),
  isUseful: () => process.platform === 'linux' && process.getuid?.() === 0,
};

/** @type {OptionalTools} */
export const promtool = {
  label: 'promtool',
  programs: ['promtool'],
  areThere: async ({ root }) => (await findPromtool(root)) !== undefined,
  get: fetchPromtool,
  isUseful: () => true,
};

/**
 * The step that gets them where they are asked for and can be had. It never fails: it says why they can't.
 *
 * @param {OptionalTools} tools
 */
export function createOptionalStep(tools) {
  const { label, programs, areThere, get, isUseful } = tools;
  return {
    /** @param {{ readonly root: string, readonly tools: readonly OptionalTools[] }} project what is asked for */
    isDone: async (project) => !project.tools.includes(tools) || !isUseful() || (await areThere(project)),
    /** @param {{ readonly root: string }} project */
    async run(project) {
      try {
        await get(project);
      } catch (error) {
        if (!(error instanceof SetupError)) throw error;
        console.error(`${label}: ${programs.join(' and ')} can not be had. ${error.message}`);
      }
    },
  };
}
