import { expect, onTestFinished, test, vi } from 'vitest';
import { scratch } from '../support/embedded.js';
import { startScript } from '../support/start-script.js';

test('test:container --help: says what it does and needs, and exits with 0', async () => {
  const asked = startScript('scripts/container/main.ts', '--help');
  expect(await asked.ended).toBe(0);
  expect(asked.written.stdout).toContain('debootstrap');
});

test('test:container, an argument that it does not know: a sentence on stderr, and it exits with 1', async () => {
  const wrong = startScript('scripts/container/main.ts', '--fast');
  expect(await wrong.ended).toBe(1);
  expect(wrong.written.stderr).toContain('--help says what it takes');
  expect(wrong.written.stdout).toBe('');
});

test.each([
  ['without --required it is skipped', [], 0, 'stdout', 'The container test is skipped: '],
  ['--required is an error', ['--required'], 1, 'stderr', 'The container test could not run: '],
] as const)('test:container, nothing is there that it needs: %s', async (_, args, code, stream, sentence) => {
  vi.stubEnv('PATH', await scratch());
  onTestFinished(() => void vi.unstubAllEnvs());
  const started = startScript('scripts/container/main.ts', ...args);
  expect(await started.ended).toBe(code);
  expect(started.written).toEqual({
    stdout: '',
    stderr: '',
    [stream]: expect.stringMatching(`^${sentence}`),
  });
});
