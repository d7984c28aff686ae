import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Ended, type Line, outputOf, type Running, runProgram, startProgram } from './run-program.js';

/** What an engine needs to know of an image to run it. */
export type ImageConfig = z.infer<typeof imageConfig>;

export interface Mount {
  /** On this machine. */
  readonly from: string;
  /** In the container. */
  readonly to: string;
}

export interface InContainer {
  readonly container: string;
  readonly env: Readonly<Record<string, string>>;
  readonly volume: Mount;
}

/** Images and containers in a directory of their own: those of this machine are neither seen nor changed. */
export type Store = ReturnType<typeof createStore>;

const SHORT_MS = 120_000;

export function createStore(dir: string, signal: AbortSignal) {
  const policy = join(dir, 'policy.json');
  const buildah = (...args: string[]): Line => [
    'buildah',
    ...['--storage-driver', 'vfs', '--root', join(dir, 'root'), '--runroot', join(dir, 'runroot')],
    ...args,
  ];
  const ask = async (...args: string[]) =>
    (await outputOf(buildah(...args), { signal, timeoutMs: SHORT_MS })).trim();
  const runLine = ({ container, env, volume }: InContainer, line: Line) =>
    buildah(
      ...['run', '--isolation', 'chroot', '--volume', `${volume.from}:${volume.to}`],
      ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
      ...[container, '--', ...line],
    );
  return {
    /** Makes an image of what `fill` puts into an empty directory. */
    async createBase(name: string, fill: (root: string) => Promise<void>): Promise<void> {
      await writeFile(policy, TRUSTS_OWN);
      const container = await ask('from', 'scratch');
      await fill(await ask('mount', container));
      await ask('commit', '--quiet', '--signature-policy', policy, '--rm', container, name);
    },

    /** Builds the image of a directory's Dockerfile. */
    async build(name: string, options: BuildOptions): Promise<void> {
      const { context, base, secrets, timeoutMs } = options;
      const line = buildah(
        ...['build', '--isolation', 'chroot', '--signature-policy', policy],
        // The other format knows no HEALTHCHECK.
        ...['--format', 'docker', '--pull-never', '--build-arg', `BASE_IMAGE=${base}`],
        ...Object.entries(secrets).flatMap(([id, file]) => ['--secret', `id=${id},src=${file}`]),
        ...['--tag', name, context],
      );
      await outputOf(line, { signal, timeoutMs });
    },

    /** The image as it is described, and what that says of how to run it. */
    async inspect(image: string): Promise<{ readonly config: ImageConfig; readonly text: string }> {
      const text = await ask('inspect', '--type', 'image', image);
      return { config: inspected.parse(JSON.parse(text)).Docker.config, text };
    },

    /**
     * @param volumes of the image: what is mounted there is ours to say, as an engine does with a volume that it is given
     * @returns its name, and where its root is on this machine
     */
    async createContainer(image: string, volumes: readonly string[] = []) {
      const container = await ask('from', '--pull-never', '--signature-policy', policy, image);
      if (volumes.length > 0) {
        await ask('config', ...volumes.flatMap((path) => ['--volume', `${path}-`]), container);
      }
      return { container, root: await ask('mount', container) };
    },

    removeContainer: (container: string) => ask('rm', container),

    start: (where: InContainer, line: Line): Running => startProgram(runLine(where, line)),

    /** Runs a program beside those that run in the container, as `docker exec` does. */
    exec: (where: InContainer, line: Line): Promise<Ended> =>
      runProgram(runLine(where, line), { signal, timeoutMs: SHORT_MS }),
  };
}

export interface BuildOptions {
  readonly context: string;
  /** The name of the image that the build starts from. */
  readonly base: string;
  /** Files, by the names that the Dockerfile has for them. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

const words = z.array(z.string()).nullish();

const imageConfig = z.object({
  User: z.string().default(''),
  Env: words,
  Entrypoint: words,
  Cmd: words,
  WorkingDir: z.string().default(''),
  Volumes: z.record(z.string(), z.unknown()).nullish(),
  ExposedPorts: z.record(z.string(), z.unknown()).nullish(),
  StopSignal: z.string().default(''),
  Healthcheck: z.object({ Test: words }).nullish(),
});

const inspected = z.object({ Docker: z.object({ config: imageConfig }) });

/** Nothing is fetched from elsewhere, so that there is no signature to look at. */
const TRUSTS_OWN = JSON.stringify({ default: [{ type: 'insecureAcceptAnything' }] });
