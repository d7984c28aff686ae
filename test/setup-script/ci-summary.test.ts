import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const passed = { status: 'passed', assertionResults: [{ status: 'passed' }, { status: 'skipped' }] };
const failed = { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] };
const unloadable = { status: 'failed', assertionResults: [] };

test.for<
  [circumstance: string, files: object[] | undefined, exitStatus: string, line: string, status: number]
>([
  ['all tests passed', [passed, passed], '0', '2 passed, 0 failed', 0],
  ['a test failed', [passed, failed], '1', '2 passed, 1 failed', 1],
  ['a file could not be loaded', [passed, unloadable], '1', '1 passed, 1 failed', 1],
  ['the run failed outside its files', [passed], '1', '1 passed, 1 failed', 1],
  ['there was no test', [], '0', '0 passed, 1 failed', 1],
  ['there is no report', undefined, '0', '0 passed, 1 failed', 1],
])('CI summary: %s', async ([, files, exitStatus, line, status]) => {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-summary-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const report = join(dir, 'vitest.json');
  if (files) await writeFile(report, JSON.stringify({ testResults: files }));

  expect(await summarize(report, exitStatus)).toEqual({ status, stdout: `${line}\n` });
});

function summarize(report: string, exitStatus: string): Promise<{ status: unknown; stdout: string }> {
  const script = resolve(import.meta.dirname, '../../.ci/summary.mjs');
  return new Promise((settle) => {
    execFile(process.execPath, [script, report, exitStatus], (error, stdout) => {
      settle({ status: error ? error.code : 0, stdout });
    });
  });
}
