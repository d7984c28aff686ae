export interface ProgressLine {
  readonly progress: Progress;
  /** Leaves the terminal as if nothing had been there. */
  clear(): void;
}

/** Told how far a stage is; `total`, where it is known, is an estimate while others write. */
export type Progress = (stage: string, done: number, total?: number) => void;

const EVERY_MS = 100;

/** One line on a terminal that tells how far it is; elsewhere nothing, as it would be many lines. */
export function createProgressLine(
  terminal: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>,
  now: () => number,
): ProgressLine {
  if (!terminal.isTTY) return { progress: () => undefined, clear: () => undefined };
  let nextAt = 0;
  return {
    progress(stage, done, total) {
      if (now() < nextAt) return;
      nextAt = now() + EVERY_MS;
      const of = total === undefined ? '' : ` of ${Math.max(done, total).toLocaleString('en')}`;
      terminal.write(`${CLEAR}${stage}: ${done.toLocaleString('en')}${of}`);
    },
    clear: () => void terminal.write(CLEAR),
  };
}

/** To the beginning of the line, and away with what stands there (ECMA-48, EL). */
const CLEAR = '\r\u001b[K';
