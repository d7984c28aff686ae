import { expect, test } from 'vitest';
import { checkPrerequisites, type Machine } from '../../scripts/container/prerequisites.js';
import { Unavailable } from '../../scripts/container/unavailable.js';

const machine: Machine = { platform: 'linux', uid: 0, find: async (program) => `/usr/bin/${program}` };

test('container test, all that it needs is there: it runs', async () => {
  await expect(checkPrerequisites(machine)).resolves.toBeUndefined();
});

test.each<[what: string, machine: Partial<Machine>, sentence: string]>([
  ['macOS', { platform: 'darwin', uid: 501 }, 'buildah runs on Linux only.'],
  ['not root', { uid: 1000 }, 'it has to run as root'],
  [
    'no buildah',
    { find: async (program) => (program === 'buildah' ? undefined : program) },
    'buildah can not be found: install it with apt-get.',
  ],
  [
    'nothing at all',
    { find: async () => undefined },
    'buildah and debootstrap and apt and util-linux and npm can not be found',
  ],
])('container test, %s: a sentence says why it is skipped', async (_, wrong, sentence) => {
  const checking = checkPrerequisites({ ...machine, ...wrong });
  await expect(checking).rejects.toBeInstanceOf(Unavailable);
  await expect(checking).rejects.toThrow(sentence);
});
