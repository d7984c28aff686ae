import type { LockedPackage } from '../lockfile.js';
import { configMistakes, contentMistakes } from './image-checks.js';
import { runProgram } from './run-program.js';
import type { ImageConfig, Store } from './store.js';
import { type Entry, walk } from './walk.js';

export interface ImageOptions {
  readonly store: Store;
  readonly image: string;
  /** What stood in the settings that the build was given. */
  readonly mark: string;
  readonly packages: readonly LockedPackage[];
  readonly signal: AbortSignal;
}

export interface Image {
  readonly config: ImageConfig;
  readonly entries: readonly Entry[];
}

/** @throws Error with a sentence for each thing about the image that does not hold */
export async function checkImage({ store, image, mark, packages, signal }: ImageOptions): Promise<Image> {
  const { config, text } = await store.inspect(image);
  const { container, root } = await store.createContainer(image);
  const entries = await walk(root);
  const mistakes = [
    ...configMistakes(config),
    ...contentMistakes({ entries, packages, uid: Number.parseInt(config.User, 10) }),
  ];
  if (text.includes(mark)) mistakes.push('The description of the image holds settings of npm or apt.');
  const search = ['grep', '--recursive', '--files-with-matches', '--fixed-strings', mark, root] as const;
  const { stdout } = await runProgram(search, { signal, timeoutMs: 120_000 });
  for (const path of stdout.split('\n').filter((line) => line !== '')) {
    mistakes.push(`${path.slice(root.length)} holds settings of npm or apt.`);
  }
  await store.removeContainer(container);
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
  return { config, entries };
}
