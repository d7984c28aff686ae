import { expect, test } from 'vitest';
import { listProcesses, treeOf } from '../../scripts/container/processes.js';
import { outputOf, runProgram, TimedOut } from '../../scripts/container/run-program.js';
import { isAlive } from '../support/process.js';
import { waitFor } from '../support/wait-for.js';

const canContain = process.platform === 'linux' && process.getuid?.() === 0;
const signal = new AbortController().signal;
const timeoutMs = 20_000;

test.runIf(canContain)('runProgram: what it has written, and how it ended', async () => {
  const line = ['sh', '-c', 'echo out; echo err >&2; exit 3'] as const;
  expect(await runProgram(line, { signal, timeoutMs })).toEqual({
    code: 3,
    stdout: 'out\n',
    stderr: 'err\n',
  });
});

test.runIf(canContain)(
  'outputOf, a status that is not 0: the last lines, the command, the status',
  async () => {
    const failing = outputOf(['sh', '-c', 'seq 1 100; exit 3'], { signal, timeoutMs });
    await expect(failing).rejects.toThrow(/^71\n72\n[\s\S]*\n100\nsh -c .* has ended with status 3\.$/);
  },
);

test.runIf(canContain)(
  'runProgram, interrupted: it is ended with all that it started, and the reason is told',
  async () => {
    const stopping = new AbortController();
    const line = ['sh', '-c', 'setsid sleep 600 & sleep 600'] as const;
    const running = runProgram(line, { signal: stopping.signal, timeoutMs: 600_000 });
    const told = expect(running).rejects.toThrow('It was interrupted.');
    const sleeping = await waitFor(
      async () => {
        const own = treeOf(process.pid, await listProcesses()).filter(({ name }) => name === 'sleep');
        return own.length === 2 && own.map(({ pid }) => pid);
      },
      { what: 'both to run' },
    );
    stopping.abort(new Error('It was interrupted.'));
    await told;
    await waitFor(() => !sleeping.some(isAlive), { what: 'both to be gone' });
  },
);

test.runIf(canContain)('runProgram, longer than it may take: it is ended, and that is told', async () => {
  const running = runProgram(['sleep', '600'], { signal, timeoutMs: 50 });
  await expect(running).rejects.toBeInstanceOf(TimedOut);
  await expect(running).rejects.toThrow('sleep 600 took longer than 0.05 s.');
});
