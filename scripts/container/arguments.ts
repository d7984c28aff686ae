import type { Command } from 'commander';
import { createCommand } from '../../src/command-line.js';

export interface Options {
  readonly required?: boolean;
}

const HELP = `
  base   Debian or Ubuntu as on this machine, made by debootstrap, and the Node that runs this script
  image  built by buildah with that base as BASE_IMAGE: what it declares, what is in it and what is not, its size
  run    it refuses to start without AUTH_SECRET; it starts on a volume, is ready, and plays the story; SIGTERM stops it;
         a new container on the same volume has the data, and holdfast verify finds it in order

It needs Linux, root, buildah and debootstrap (the setup installs these where it can, by apt-get), and says why it is
skipped where something is missing, or the packages of the base can not be had in time. It takes a minute or two, and 2 GB
in the directory for temporary files, which it removes. The base is kept in node_modules/.cache/holdfast-container:
remove that to have it made anew.

The exit code is 0 when all holds, or it was skipped and need not run, and else 1, with a sentence on the first thing that
does not hold.`;

export function createContainerCommand(): Command {
  return createCommand(
    'npm run test:container --',
    'Builds the image of the Dockerfile, without a daemon, and looks whether a container of it does what it should.',
  )
    .option('--required', 'fails where it would be skipped')
    .addHelpText('after', HELP);
}
