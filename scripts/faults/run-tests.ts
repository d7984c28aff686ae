import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { z } from 'zod';
import type { NamedTest } from '../../test/faults/table.js';
import { type Outcome, patternOf, type Run } from './tally.js';

const ROOT = join(import.meta.dirname, '..', '..');
const DIRECTORY = 'test/faults/';

/** Runs the directory of the fault tests, and then what the table names elsewhere. An abort ends it with an error. */
export async function runTests(tests: readonly NamedTest[], signal: AbortSignal): Promise<Run> {
  const startedAt = performance.now();
  const elsewhere = tests.filter(({ file }) => !file.startsWith(DIRECTORY));
  const files = [...new Set(elsewhere.map(({ file }) => file))];
  const pattern = elsewhere.map(({ name }) => `${patternOf(name)}$`).join('|');
  const here = await vitest([DIRECTORY], signal);
  const there = await vitest([...files, '--testNamePattern', pattern], signal);
  return {
    outcomes: [...here.outcomes, ...there.outcomes],
    isSound: here.isSound && there.isSound,
    elapsedMs: performance.now() - startedAt,
  };
}

async function vitest(args: readonly string[], signal: AbortSignal): Promise<Omit<Run, 'elapsedMs'>> {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-faults-'));
  try {
    const outputFile = join(dir, 'vitest.json');
    const flags = ['run', '--typecheck.enabled=false', '--reporter=json', `--outputFile=${outputFile}`];
    const code = await runVitest([...flags, ...args], signal);
    signal.throwIfAborted();
    const text = await readFile(outputFile, 'utf8').catch(() => '{"testResults":[]}');
    return { outcomes: outcomesIn(text), isSound: code === 0 };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** How long vitest may take to end what it has started, in milliseconds. */
const END_MS = 10_000;

function runVitest(args: readonly string[], signal: AbortSignal): Promise<number | null> {
  const script = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  // In a group of its own: a Ctrl-C in the terminal is for us, and we end it.
  const child = spawn(process.execPath, [script, ...args], {
    cwd: ROOT,
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
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

function outcomesIn(text: string): Outcome[] {
  return report.parse(JSON.parse(text)).testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(ROOT, name);
    const run = assertionResults.filter(({ status: one }) => one === 'passed' || one === 'failed');
    const outcomes = run.map(({ title, status: one, failureMessages }) => ({
      ...{ file, title, passed: one === 'passed' },
      ...(one === 'failed' && { reason: firstLine(failureMessages?.[0] ?? '') }),
    }));
    const isUnloadable = status === 'failed' && assertionResults.length === 0;
    return isUnloadable ? [{ file, title: 'the file', passed: false, reason: firstLine(message) }] : outcomes;
  });
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
