import { spawn } from 'node:child_process';
import { interruption } from './interruption.mjs';
import { SetupError } from './setup-error.mjs';

const SHOWN_LINES = 20;

/**
 * @typedef {object} Command
 * @property {readonly [string, ...string[]]} line the program and its arguments
 * @property {string} [cwd]
 * @property {boolean} [mayFail] what follows is tried all the same
 */

/**
 * Says what is done, runs the commands in turn with their output kept back, and says how long it took. When one
 * fails, the last lines of all that they printed are shown.
 *
 * @param {string} label
 * @param {readonly Command[]} commands
 */
export async function runStep(label, commands) {
  const startedAt = performance.now();
  process.stdout.write(`${label} … `);
  let output = '';
  for (const command of commands) {
    const { status, printed } = await run(command);
    output += printed;
    if (status === 0 || command.mayFail === true) continue;
    process.stdout.write(interruption.aborted ? 'interrupted\n' : 'failed\n');
    interruption.throwIfAborted();
    throw new SetupError(`${lastLines(output)}\n${command.line.join(' ')}: exit status ${status}.`);
  }
  process.stdout.write(`${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
}

/**
 * Whether the command ends with status 0; what it prints is nobody's concern.
 *
 * @param {Command['line']} line
 */
export async function succeeds(...line) {
  return (await run({ line })).status === 0;
}

/**
 * @param {Command} command
 * @returns {Promise<{ status: number | NodeJS.Signals | string | null, printed: string }>}
 */
function run({ line: [program, ...args], cwd }) {
  interruption.throwIfAborted();
  return new Promise((settle) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const handOn = () => child.kill('SIGTERM');
    interruption.addEventListener('abort', handOn);
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        printed += chunk;
      });
    }
    /** @param {number | NodeJS.Signals | string | null} status */
    const end = (status) => {
      interruption.removeEventListener('abort', handOn);
      settle({ status, printed });
    };
    child.once('error', (error) => end(error.message));
    child.once('close', (code, signal) => end(code ?? signal));
  });
}

/** @param {string} text */
function lastLines(text) {
  return text.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
}
