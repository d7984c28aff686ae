import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { knowsMs, startRegistry } from './registry.js';

test('supply, a registry without advisories: it is said, and fails only where the audit was asked for', async () => {
  const registry = await startRegistry(405, {});
  const all = await supply(registry);
  expect([all.code, all.stderr]).toEqual([0, '']);
  expect(all.stdout).toMatch(/^ *\d+\.\d\d MB {2}swagger-ui-dist$/m);
  expect(all.stdout).toMatch(/^The registry can't tell of advisories \(405 /m);

  const audit = await supply(registry, '--audit');
  expect(audit).toEqual({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^The registry can't tell of advisories \(405 /),
  });
});

test('supply --audit: an advisory about a package of a server fails, and names it', async () => {
  const { code, stdout, stderr } = await supply(await startRegistry(200, knowsMs), '--audit');
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^ms: GHSA-aaaa-bbbb-cccc \(high\): /)]);
  expect(stdout).toMatch(/^advisories about the packages of a server: 1$/m);
  expect(stdout).toMatch(/^advisories about all packages of the benchmark: 1$/m);
});

test('supply --check: it asks nobody', async () => {
  const { code, stdout, stderr } = await supply('http://127.0.0.1:1', '--check');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).not.toContain('registry');
});

async function supply(registry: string, ...args: string[]) {
  const root = join(import.meta.dirname, '../..');
  // What npm hears of made-up advisories must not stay in the cache of the user.
  const cache = await mkdtemp(join(tmpdir(), 'holdfast-npm-cache-'));
  onTestFinished(() => rm(cache, { recursive: true }));
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/supply/main.ts', ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, npm_config_registry: registry, npm_config_cache: cache },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
  });
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { code, stdout, stderr };
}
