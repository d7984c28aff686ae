export interface ProgressLine {
  readonly progress: Progress;
  /** Writes a text instead of what stands there, as far as it fits into one line. */
  show(text: string): void;
  /** Leaves the terminal as if nothing had been there. */
  clear(): void;
}

/** Told how far a stage is; `total`, where it is known, is an estimate while others write. */
export type Progress = (stage: string, done: number, total?: number) => void;

const EVERY_MS = 100;

/** One line on a terminal that tells how far it is; elsewhere nothing, as it would be many lines. */
export function createProgressLine(
  terminal: Pick<NodeJS.WriteStream, 'columns' | 'isTTY' | 'write'>,
  now: () => number,
): ProgressLine {
  if (!terminal.isTTY) return { progress: () => undefined, show: () => undefined, clear: () => undefined };
  let nextAt = 0;
  // A text that goes on in a second line would leave its first one behind.
  const show = (text: string) => void terminal.write(`${CLEAR}${text.slice(0, terminal.columns - 1)}`);
  return {
    progress(stage, done, total) {
      if (now() < nextAt) return;
      nextAt = now() + EVERY_MS;
      const of = total === undefined ? '' : ` of ${Math.max(done, total).toLocaleString('en')}`;
      show(`${stage}: ${done.toLocaleString('en')}${of}`);
    },
    show,
    clear: () => show(''),
  };
}

/** To the beginning of the line, and away with what stands there (ECMA-48, EL). */
const CLEAR = '\r\u001b[K';
