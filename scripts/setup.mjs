// An older Node must get as far as the sentence below: this file uses nothing newer than Node 12, and the rest is
// loaded only once the version is known.
const needed = '20.19';

if (isAtLeast(process.versions.node, needed)) {
  void import('./setup/main.mjs').then(({ main }) => main(process.argv.slice(2)));
} else {
  console.error(`Holdfast needs Node ${needed} or newer; this is Node ${process.versions.node}.`);
  console.error(
    'Install the current LTS of Node (with nvm: `nvm install --lts`) and run the same command again.',
  );
  process.exitCode = 1;
}

/**
 * @param {string} version
 * @param {string} least
 */
function isAtLeast(version, least) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}
