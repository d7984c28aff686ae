import { expect, test } from 'vitest';
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
