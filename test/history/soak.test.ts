import { readdir, rm } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readOptions } from '../support/read-options.js';
import { runVerify } from '../support/run-cli.js';
import { startScript } from '../support/start-script.js';
import { waitFor } from '../support/wait-for.js';
import { runRound } from './round.js';
import { createSoakCommand, limitsOf } from './soak-arguments.js';

const soak = (...args: string[]) => startScript('test/history/soak.ts', ...args);

describe('npm run soak', () => {
  test('two rounds, stopped in the second: it tells of the first, ends by itself and exits with 0', {
    timeout: 120_000,
  }, async () => {
    const { child, written, ended } = soak('--rounds', '2', '--seed', '3');
    await waitFor(() => written.stdout.includes('\n'), { what: 'the first round', timeoutMs: 90_000 });
    child.kill('SIGINT');

    expect(await ended).toBe(0);
    const [first, total, ...faults] = written.stdout.trimEnd().split('\n');
    expect(first).toMatch(/^seed 3: 1 rounds, \d+ calls \(\d+ ok, \d+ refused, \d+ unknown\), \d+ faults, /);
    expect(first).toMatch(/ 0 breaches$/);
    expect(total).toBe(first?.replace('seed 3: ', ''));
    expect(faults.join('\n')).toMatch(/^ {2}cut all +\d/);
    expect(written.stderr).not.toContain('Error');
  });

  test.each([
    [
      '--rounds 0',
      "Option '--rounds <R>' argument '0' is invalid. Use a whole number from 1 to 999999999. npm run soak -- --help says what it takes.\n",
    ],
    [
      '--speed 9',
      "Unknown option '--speed' (Did you mean --seed?). npm run soak -- --help says what it takes.\n",
    ],
  ])('%s: it says what is wrong, and exits with 2', async (args, sentence) => {
    const { written, ended } = soak(...args.split(' '));
    expect(await ended).toBe(2);
    expect(written).toEqual({ stdout: '', stderr: sentence });
  });

  test('--help: it prints its options, and exits with 0', async () => {
    const { written, ended } = soak('--help');
    expect(await ended).toBe(0);
    expect(written.stdout).toContain('--minutes <M>');
  });

  test('arguments: without rounds it ends after ten minutes, with rounds when they are done', () => {
    const read = (...args: string[]) => readOptions(createSoakCommand(), args);
    expect(limitsOf(read())).toEqual({ minutes: 10, rounds: Number.POSITIVE_INFINITY });
    expect(limitsOf(read('--rounds', '3'))).toEqual({ minutes: Number.POSITIVE_INFINITY, rounds: 3 });
    expect(read()).toEqual({ seed: 1 });
    expect(read('--minutes', '60', '--seed', '7')).toEqual({ minutes: 60, seed: 7 });
  });
});

test('a round after which an entry is missing: it tells the seed, the history of the record and where the data is', {
  timeout: 120_000,
}, async () => {
  const round = await runRound(3, {
    signal: new AbortController().signal,
    before: async ({ redis }) => {
      const client = redis.connect();
      const streams = await client.keys('{?}:tickets');
      const lists = await Promise.all(
        streams.map(async (stream) => ({ stream, entries: await client.xrange(stream, '-', '+') })),
      );
      const updated = lists.flatMap(({ stream, entries }) =>
        entries.flatMap(([id, fields]) => (fields.includes('ticket:updated') ? [{ stream, id }] : [])),
      );
      const [first] = updated;
      await client.xdel(first?.stream ?? '', first?.id ?? '');
    },
  });

  const told = round.breaches.find((breach) => breach.startsWith('versions have a gap')) ?? '';
  expect(told).toMatch(/ call \d+ \(list, ok\), \d+ ms, seller-\d at server [01], \{"price":\d+/);
  expect(told).toMatch(/ \d+-\d+ ticket:created by call \d+: \{"id"/);
  expect(told).toContain('\nseed 3: to run it again, npm run soak -- --seed 3 --rounds 1\n');
  const dir = /the data and what the servers wrote: (\S+)$/.exec(told)?.[1] ?? '';
  onTestFinished(() => rm(dir, { recursive: true }));
  expect((await readdir(dir)).sort()).toEqual(['appendonlydir', 'server-0.log', 'server-1.log']);
  const audited = await runVerify({ DATA_DIR: dir });
  expect(audited).toMatchObject({ code: 1 });
});
