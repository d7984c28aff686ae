import { expect, test } from 'vitest';
import { createScreenshotsCommand } from '../../scripts/screenshots/arguments.js';
import { readOptions } from '../support/read-options.js';

const read = (...args: string[]) => readOptions(createScreenshotsCommand(), args);

import { startScript } from '../support/start-script.js';

test('screenshots, no arguments: the pictures of README.md', () => {
  expect(read()).toEqual({ to: 'docs/images' });
});

test('screenshots, --to: read', () => {
  expect(read('--to', 'elsewhere')).toEqual({ to: 'elsewhere' });
});

test.each([['--to='], ['--dark'], ['docs/images']])(
  'screenshots %s: a sentence says where to read what it takes',
  (argument) => {
    expect(() => read(argument)).toThrow('npm run screenshots -- --help says what it takes.');
  },
);

test('screenshots --help: says what it does, starts nothing and exits with 0', async () => {
  const asked = startScript('scripts/screenshots/main.ts', '--help');
  expect(await asked.ended).toBe(0);
  expect(asked.written.stdout).toContain('--to <directory>');
});
