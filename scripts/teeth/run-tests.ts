import { spawn } from 'node:child_process';
import { type Outcome, runVitest } from '../vitest/run-vitest.js';

/**
 * Builds what is in a directory and runs the tests of some of its files.
 *
 * @throws Error when vitest tells of no test
 */
export async function runTests(
  dir: string,
  files: readonly string[],
  { signal, options = [] }: { readonly signal: AbortSignal; readonly options?: readonly string[] },
): Promise<readonly Outcome[]> {
  await build(dir, signal);
  const { outcomes } = await runVitest(dir, [...options, ...files], signal);
  if (outcomes.length === 0) throw new Error(`vitest ran no test of ${files.join(', ')}`);
  return outcomes;
}

/** Types may well be wrong with a guard away; what runs is written all the same. */
function build(dir: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'];
  const child = spawn(process.execPath, tsc, { cwd: dir, stdio: 'ignore', signal });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', () => resolve());
  });
}
