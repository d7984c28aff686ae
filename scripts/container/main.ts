import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAsProcess, work } from '../../src/command-line.js';
import { freePort } from '../../test/support/free-port.js';
import { readLockfile } from '../lockfile.js';
import { createContainerCommand, type Options } from './arguments.js';
import { fillBase, takeBase } from './base.js';
import { checkImage } from './image.js';
import { checkPrerequisites, thisMachine } from './prerequisites.js';
import { createReport, type Report } from './report.js';
import { checkRuns } from './run-checks.js';
import { writeSecrets } from './secrets.js';
import { sizeLines } from './sizes.js';
import { createStore, type Store } from './store.js';
import { Unavailable } from './unavailable.js';
import { sizeOf, walk } from './walk.js';

const ROOT = join(import.meta.dirname, '..', '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'holdfast-container');
const BASE = 'localhost/holdfast-base';
const IMAGE = 'localhost/holdfast';

/** How long the image may take to be built, most of which is to fetch packages. */
const BUILD_MS = 600_000;

/** `npm run test:container` as a process. */
async function main(signal: AbortSignal, { required = false }: Options): Promise<number> {
  const report = createReport(
    (text) => process.stdout.write(text),
    () => performance.now(),
  );
  const startedAt = performance.now();
  try {
    await checkPrerequisites(thisMachine);
    const dir = await mkdtemp(join(tmpdir(), 'holdfast-container-'));
    const remove = () => rm(dir, { recursive: true, force: true });
    await test({ dir, report, signal }).finally(() => report.step('temporary files removed', remove));
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    report.print(`The container does what it should: ${seconds} s.`);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    if (required) throw new Error(`The container test could not run: ${error.message}`, { cause: error });
    report.print(`The container test is skipped: ${error.message}`);
  }
  return 0;
}

interface TestOptions {
  /** Empty. */
  readonly dir: string;
  readonly report: Report;
  readonly signal: AbortSignal;
}

async function test({ dir, report, signal }: TestOptions): Promise<void> {
  const storeDir = join(dir, 'store');
  await mkdir(storeDir);
  const store = createStore(storeDir, signal);
  const baseBytes = await createBase(store, { dir, report, signal });

  const mark = randomUUID();
  const secrets = await writeSecrets({ dir, mark, signal });
  const building = { context: ROOT, base: BASE, secrets, timeoutMs: BUILD_MS };
  await report.step('image: buildah build', () => store.build(IMAGE, building));
  const packages = await readLockfile(ROOT);
  const { config, entries } = await report.step('image: what it holds', () =>
    checkImage({ store, image: IMAGE, mark, packages, signal }),
  );
  for (const line of sizeLines(entries, baseBytes)) report.print(line);

  await checkRuns({ store, image: IMAGE, config, dir, port: await freePort(), report, signal });
}

/** @returns its size in bytes */
async function createBase(store: Store, { dir, report, signal }: TestOptions): Promise<number> {
  const { archive } = await report.step(
    'base: the system',
    () => takeBase({ signal, dir, cache: CACHE }),
    ({ codename, isKept }) => `${codename}, ${isKept ? 'kept from an earlier run' : 'made by debootstrap'}`,
  );
  let bytes = 0;
  await report.step(`base: with Node ${process.versions.node}`, () =>
    store.createBase(BASE, async (root) => {
      await fillBase(root, archive, signal);
      bytes = sizeOf(await walk(root));
    }),
  );
  return bytes;
}

await runAsProcess(createContainerCommand().action(work(main)), { errorCode: 1 });
