import { onTestFinished } from 'vitest';
import type { RedisServer } from './redis.js';
import { waitFor } from './wait-for.js';

/** What a Redis executes from now on, as MONITOR tells it: each command with its arguments. */
export interface SeenCommands {
  /** The commands between MULTI and EXEC, a list for each transaction. */
  readonly transactions: readonly (readonly (readonly string[])[])[];
  /** The commands outside of any transaction. */
  readonly alone: readonly (readonly string[])[];
  /** Resolves when a command of this name was executed, and the transaction that it was part of has ended. */
  until(name: string): Promise<void>;
}

/** Watches the commands of a Redis until the end of the test; the server is to be the test's own. */
export async function watchCommands(server: Pick<RedisServer, 'connect'>): Promise<SeenCommands> {
  const transactions: string[][][] = [];
  const alone: string[][] = [];
  const open = new Map<string, string[][]>();
  const monitor = await server.connect().monitor();
  onTestFinished(() => monitor.disconnect());
  monitor.on('monitor', (_: string, command: string[], source: string) => {
    const name = command[0]?.toLowerCase();
    const transaction = open.get(source);
    if (name === 'multi') open.set(source, []);
    else if (name === 'exec' && transaction) transactions.push(transaction);
    else (transaction ?? alone).push(command);
    if (name === 'exec') open.delete(source);
  });
  const seen = (name: string) => [...alone, ...transactions.flat()].some((command) => command[0] === name);
  return {
    transactions,
    alone,
    async until(name) {
      await waitFor(() => seen(name), { what: `Redis to execute ${name}` });
    },
  };
}
