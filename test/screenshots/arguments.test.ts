import { expect, test } from 'vitest';
import { readArguments } from '../../scripts/screenshots/arguments.js';
import { startScript } from '../support/start-script.js';

test('screenshots, no arguments: the pictures of README.md', () => {
  expect(readArguments([])).toEqual({ help: false, to: 'docs/images' });
});

test('screenshots, --to and --help: read', () => {
  expect(readArguments(['--to', 'elsewhere', '--help'])).toEqual({ help: true, to: 'elsewhere' });
});

test.each([['--to='], ['--dark'], ['docs/images']])(
  'screenshots %s: a sentence says where to read what it takes',
  (argument) => {
    expect(() => readArguments([argument])).toThrow('npm run screenshots -- --help says what it takes.');
  },
);

test('screenshots --help: says what it does, starts nothing and exits with 0', async () => {
  const asked = startScript('scripts/screenshots/main.ts', '--help');
  expect(await asked.ended).toBe(0);
  expect(asked.written.stdout).toContain('--to DIRECTORY');
});
