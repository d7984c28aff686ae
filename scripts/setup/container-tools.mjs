import { install } from './install.mjs';
import { findProgram } from './on-path.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * Whether there is nothing to do: what can not be had here is not looked for either, as the test says that it is skipped.
 *
 * @param {{ readonly needsContainerTools: boolean }} project
 */
export async function areContainerToolsSettled({ needsContainerTools }) {
  return !needsContainerTools || !mayUseThem() || (await areThere());
}

/** Says why they can not be had, and leaves it at that. */
export async function installContainerTools() {
  try {
    await install({
      label: 'container',
      packagesOf: (manager) => manager.containerTools,
      isThere: areThere,
      wanted: 'that this setup could find',
      choices: (reason) => reason || 'This setup gets them by apt-get alone.',
    });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`container: buildah and debootstrap can not be had. ${error.message}`);
  }
}

function mayUseThem() {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

async function areThere() {
  const found = await Promise.all(['buildah', 'debootstrap'].map(findProgram));
  return found.every((path) => path !== undefined);
}
