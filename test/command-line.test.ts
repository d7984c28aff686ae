import { describe, expect, test } from 'vitest';
import { createCommand, wholeNumber } from '../src/command-line.js';
import { readOptions } from './support/read-options.js';
import { startScript } from './support/start-script.js';
import { waitFor } from './support/wait-for.js';

describe('createCommand', () => {
  const create = () =>
    createCommand('npm run it --', 'It runs.')
      .option('--runs <N>', 'how often', wholeNumber(1, 10))
      .option('--fast', 'no pauses', false);
  const read = (...args: string[]) => readOptions(create(), args);

  test('what it knows: read', () => {
    expect(read('--runs', '2')).toEqual({ runs: 2, fast: false });
  });

  test.each([
    [['--slow'], "Unknown option '--slow'"],
    [['--fats'], "Unknown option '--fats' (Did you mean --fast?)"],
    [['now'], 'Too many arguments. Expected 0 arguments but got 1'],
    [['--runs'], "Option '--runs <N>' argument missing"],
    ...['0', '11', '1.5', '-1', '', 'many'].map((runs): [string[], string] => [
      [`--runs=${runs}`],
      `Option '--runs <N>' argument '${runs}' is invalid. Use a whole number from 1 to 10`,
    ]),
  ])('%j: one sentence names it, and another says where to look', (args, reason) => {
    expect(() => read(...args)).toThrow(
      expect.objectContaining({ message: `${reason}. npm run it -- --help says what it takes.` }),
    );
  });

  test('wrong usage of a part: it says where to look for that part', () => {
    const whole = createCommand('it', 'It runs.').addCommand(
      createCommand('fast', 'Without pauses.').action(() => undefined),
    );
    expect(() => readOptions(whole, ['fast', '--slow'])).toThrow('it fast --help says what it takes.');
  });
});

describe('runAsProcess', () => {
  const started = (...args: string[]) => startScript('test/fixtures/waiting-command.ts', ...args);

  test('--help: it prints the help, does nothing and exits with 0', async () => {
    const { written, ended } = started('--help');
    expect(await ended).toBe(0);
    expect(written.stderr).toBe('');
    expect(written.stdout).toMatch(/^Usage: npm run wait -- .*\n\nIt waits\.\n\nOptions:\n {2}--runs <N> /);
  });

  test('nobody reads what it prints: it goes on without a word, and exits as it would have', async () => {
    const { child, written, ended } = started('--help');
    child.stdout.destroy();
    expect(await ended).toBe(0);
    expect(written.stderr).toBe('');
  });

  test('an argument that it does not know: the sentence on stderr, and it exits with 2', async () => {
    const { written, ended } = started('--fast');
    expect(await ended).toBe(2);
    expect(written).toEqual({
      stdout: '',
      stderr: "Unknown option '--fast'. npm run wait -- --help says what it takes.\n",
    });
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s, twice: it is asked to stop, and ends when it has put away what it has to',
    async (signal) => {
      const { child, written, ended } = started();
      await waitFor(() => written.stdout === 'working\n', { what: 'its work' });
      child.kill(signal);
      await waitFor(() => written.stdout === 'working\nstopping\n', { what: 'it to stop' });
      child.kill(signal);
      child.stdin.end();
      expect(await ended).toBe(2);
      expect(written.stderr).toBe('It was interrupted. Run it again.\n');
    },
  );
});
