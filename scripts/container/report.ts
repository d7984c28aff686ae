/** Tells of each step on a line of its own: what it is, what came of it, and how long it took. */
export interface Report {
  /**
   * @param tell says in a few words what came of it
   * @throws what the work throws, after it has been told that the step failed
   */
  step<T>(title: string, work: () => Promise<T>, tell?: (result: T) => string): Promise<T>;
  print(line: string): void;
}

/** @param now in milliseconds */
export function createReport(write: (text: string) => void, now: () => number): Report {
  return {
    async step(title, work, tell) {
      const startedAt = now();
      write(`${title} … `);
      try {
        const result = await work();
        const seconds = `${((now() - startedAt) / 1000).toFixed(1)} s`;
        write(`${tell ? `${tell(result)}, ` : ''}${seconds}\n`);
        return result;
      } catch (error) {
        write('failed\n');
        throw error;
      }
    },
    print: (line) => write(`${line}\n`),
  };
}
