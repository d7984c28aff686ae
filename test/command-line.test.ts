import { describe, expect, test } from 'vitest';
import { parseArguments } from '../src/command-line.js';
import { startScript } from './support/start-script.js';
import { waitFor } from './support/wait-for.js';

describe('parseArguments', () => {
  const options = { help: { type: 'boolean', default: false }, runs: { type: 'string' } } as const;
  const parse = (...args: string[]) => parseArguments('npm run it', { args, options });

  test('what it knows: as parseArgs has it', () => {
    expect({ ...parse('--runs', '2').values }).toEqual({ help: false, runs: '2' });
  });

  test.each([
    [['--fast'], "Unknown option '--fast'"],
    [['now'], "Unexpected argument 'now'"],
    [['--runs'], "Option '--runs <value>' argument missing"],
  ])('%j: one sentence names it, and another says where to look', (args, reason) => {
    expect(() => parse(...args)).toThrow(
      expect.objectContaining({ message: `${reason}. npm run it -- --help says what it takes.` }),
    );
  });
});

describe('runAsProcess', () => {
  const started = (...args: string[]) => startScript('test/fixtures/waiting-command.ts', ...args);

  test('--help: it prints the help, does nothing and exits with 0', async () => {
    const { written, ended } = started('--help');
    expect(await ended).toBe(0);
    expect(written).toEqual({ stdout: 'It waits.\n', stderr: '' });
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
