import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { z } from 'zod';

/** A test that was run. */
export interface Outcome {
  /** From the root of the project. */
  readonly file: string;
  /** As it was run: with what stood for the placeholders of its name. */
  readonly title: string;
  /** The title, after those of the suites around it. */
  readonly fullName: string;
  readonly passed: boolean;
  /** Why it failed, in a line. */
  readonly reason?: string | undefined;
}

export interface VitestRun {
  readonly outcomes: readonly Outcome[];
  /** Vitest itself was content: no file failed to load, and no error was left over. */
  readonly isSound: boolean;
}

/** How long vitest may take to end what it has started, in milliseconds. */
const END_MS = 10_000;

/**
 * Runs vitest in a process of its own, without the tests of types.
 *
 * @param root the directory of the project
 * @param args names of files, and options of `vitest run`
 * @throws when the signal is aborted, after vitest has ended
 */
export async function runVitest(
  root: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<VitestRun> {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-vitest-'));
  try {
    const outputFile = join(dir, 'vitest.json');
    const flags = ['run', '--typecheck.enabled=false', '--reporter=json', `--outputFile=${outputFile}`];
    const code = await spawnVitest(root, [...flags, ...args], signal);
    signal.throwIfAborted();
    const text = await readFile(outputFile, 'utf8').catch(() => '{"testResults":[]}');
    return { outcomes: outcomesIn(root, text), isSound: code === 0 };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function spawnVitest(root: string, args: readonly string[], signal: AbortSignal): Promise<number | null> {
  const script = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  // In a group of its own: a Ctrl-C in the terminal is for us, and we end it.
  const child = spawn(process.execPath, [script, ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
  const end = () => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), END_MS).unref();
  };
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => {
      signal.removeEventListener('abort', end);
      resolve(code);
    });
  });
}

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().catch(''),
      assertionResults: z.array(
        z.object({
          title: z.string(),
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

function outcomesIn(root: string, text: string): Outcome[] {
  return report.parse(JSON.parse(text)).testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const run = assertionResults.filter(({ status: one }) => one === 'passed' || one === 'failed');
    const outcomes = run.map(({ title, fullName, status: one, failureMessages }) => ({
      file,
      title,
      fullName,
      passed: one === 'passed',
      ...(one === 'failed' && { reason: firstLine(failureMessages?.[0] ?? '') }),
    }));
    const isUnloadable = status === 'failed' && assertionResults.length === 0;
    if (!isUnloadable) return outcomes;
    return [{ file, title: 'the file', fullName: 'the file', passed: false, reason: firstLine(message) }];
  });
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
