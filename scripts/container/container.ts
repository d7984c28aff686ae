import { setTimeout as sleep } from 'node:timers/promises';
import { listProcesses, type Process, treeOf } from './processes.js';
import type { Ended, Running } from './run-program.js';
import type { ImageConfig, InContainer, Store } from './store.js';

export interface StartedContainer {
  /** tini and all that it has started. */
  processes(): Promise<Process[]>;
  /** Resolves when the server says that it is ready. */
  ready(): Promise<void>;
  /** Sends SIGTERM to tini, as an engine does, and resolves with how the container ended, and after how long. */
  stop(): Promise<Ended & { readonly elapsedMs: number }>;
  /** Ends it at once, if it runs. */
  kill(): void;
}

export interface StartOptions {
  readonly store: Store;
  readonly where: InContainer;
  readonly config: ImageConfig;
  readonly url: string;
  readonly signal: AbortSignal;
}

const READY_MS = 60_000;
/** What docker gives a container before it kills it. */
const STOP_MS = 10_000;

/** Starts what the image says that it runs. */
export function startContainer({ store, where, config, url, signal }: StartOptions): StartedContainer {
  const running = store.start(where, commandOf(config));
  const processes = async () => {
    const all = treeOf(running.child.pid ?? 0, await listProcesses());
    const tini = all.find(({ name }) => name === 'tini');
    return tini === undefined ? [] : treeOf(tini.pid, all);
  };
  return {
    processes,
    kill: running.kill,

    async ready() {
      const deadline = performance.now() + READY_MS;
      while (!(await isReady(url))) {
        const hasEnded = await Promise.race([running.ended, sleep(50, undefined, { signal })]);
        if (hasEnded) throw new Error(`The container has ended instead of being ready:\n${said(running)}`);
        if (performance.now() > deadline) {
          throw new Error(`The container is not ready after ${READY_MS / 1000} s:\n${said(running)}`);
        }
      }
    },

    async stop() {
      const [tini] = await processes();
      if (tini === undefined) throw new Error(`No tini runs in the container:\n${said(running)}`);
      const startedAt = performance.now();
      process.kill(tini.pid, 'SIGTERM');
      const late = sleep(STOP_MS, undefined, { signal, ref: false });
      const ended = await Promise.race([running.ended, late]);
      if (!ended) throw new Error(`The container runs ${STOP_MS / 1000} s after SIGTERM:\n${said(running)}`);
      return { ...ended, elapsedMs: performance.now() - startedAt };
    },
  };
}

/** @throws Error when the image names no program */
export function commandOf({ Entrypoint, Cmd }: ImageConfig): [string, ...string[]] {
  const [program, ...args] = [...(Entrypoint ?? []), ...(Cmd ?? [])];
  if (program === undefined) throw new Error('The image has neither ENTRYPOINT nor CMD.');
  return [program, ...args];
}

async function isReady(url: string): Promise<boolean> {
  return await fetch(`${url}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );
}

function said({ written: { stdout, stderr } }: Running): string {
  return `${stdout}${stderr}`.trimEnd();
}
