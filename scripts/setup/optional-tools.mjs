import { install } from './install.mjs';
import { findProgram } from './on-path.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * @typedef {object} OptionalTools Programs without which some tests are skipped, and say so
 * @property {string} label
 * @property {readonly string[]} programs
 * @property {(manager: import('./package-managers.mjs').Manager) => import('./package-managers.mjs').Packages} packagesOf
 * @property {() => boolean} isUseful whether this user could use them: else they are not looked for
 */

/** @type {OptionalTools} */
export const containerTools = {
  label: 'container',
  programs: ['buildah', 'debootstrap'],
  packagesOf: (manager) => manager.containerTools,
  isUseful: () => process.platform === 'linux' && process.getuid?.() === 0,
};

/** @type {OptionalTools} */
export const promtool = {
  label: 'promtool',
  programs: ['promtool'],
  packagesOf: (manager) => manager.promtool,
  isUseful: () => true,
};

/**
 * The step that installs them where they are asked for and can be had. It never fails: it says why they can't.
 *
 * @param {OptionalTools} tools
 */
export function createOptionalStep(tools) {
  const { label, programs, packagesOf, isUseful } = tools;
  const areThere = async () => (await Promise.all(programs.map(findProgram))).every(Boolean);
  return {
    /** @param {{ readonly tools: readonly OptionalTools[] }} project what is asked for */
    isDone: async (project) => !project.tools.includes(tools) || !isUseful() || (await areThere()),
    async run() {
      try {
        await install({
          label,
          packagesOf,
          isThere: areThere,
          wanted: 'that this setup could find',
          choices: (reason) => reason || 'This setup gets them by apt-get alone.',
        });
      } catch (error) {
        if (!(error instanceof SetupError)) throw error;
        console.error(`${label}: ${programs.join(' and ')} can not be had. ${error.message}`);
      }
    },
  };
}
