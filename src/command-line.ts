import { type ParseArgsConfig, parseArgs } from 'node:util';
import { Command, CommanderError } from 'commander';

/** A command that a shell starts. */
export interface CommandLine<Arguments extends { readonly help: boolean }> {
  /** What `--help` prints. */
  readonly help: string;
  /** @throws Error with a sentence for arguments that it does not know */
  readonly readArguments: (args: readonly string[]) => Arguments;
  /**
   * Does the work.
   *
   * @param signal aborted when the process is to end, with a sentence as the reason
   * @returns the exit code
   */
  readonly run: (args: Arguments, signal: AbortSignal) => Promise<number>;
  /** The exit code when there is an error, whose message is all that is told of it. Default: 2. */
  readonly errorCode?: number;
}

/**
 * Runs a command as this process, by its arguments, and sets the exit code.
 *
 * @example
 * await runAsProcess({ help: HELP, readArguments, run: async ({ json }, signal) => 0 });
 */
export async function runAsProcess<Arguments extends { readonly help: boolean }>({
  help,
  readArguments,
  run,
  errorCode = 2,
}: CommandLine<Arguments>): Promise<void> {
  try {
    const args = readArguments(process.argv.slice(2));
    if (args.help) process.stdout.write(help);
    else process.exitCode = await run(args, stopSignal());
  } catch (error) {
    process.stderr.write(`${messageOf(reasonOf(error))}\n`);
    process.exitCode = errorCode;
  }
}

/**
 * What `parseArgs` of node:util makes of the arguments.
 *
 * @param command how it is called, such as `npm run verify`
 * @throws Error with a sentence for arguments that it does not know
 */
export function parseArguments<const Config extends ParseArgsConfig>(
  command: string,
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (cause) {
    // What follows its first sentence tells of how to pass such a thing all the same.
    const [reason = ''] = messageOf(cause).split('. ', 1);
    throw wrongUsage(command, reason, cause);
  }
}

/** @param reason a sentence without its full stop */
export function wrongUsage(command: string, reason: string, cause?: unknown): Error {
  return new Error(`${reason}. ${command} -- --help says what it takes.`, { cause });
}

/** A terminal and npm may both pass a Ctrl-C on, so a second signal is none of its own. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  const stop = () => stopping.abort(new Error('It was interrupted. Run it again.'));
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop);
  return stopping.signal;
}

/** Node's own functions reject with an AbortError, and say in its cause why they were aborted. */
function reasonOf(error: unknown): unknown {
  return error instanceof Error && error.name === 'AbortError' ? (error.cause ?? error) : error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * A command, or a part of one, with our conventions: long options only, and wrong usage is an Error with one sentence
 * that names it and one that says where to look.
 *
 * @param name as it is typed: of a part without the parts around it
 */
export function createCommand(name: string, description: string): Command {
  const command = new Command(name)
    .description(description)
    .helpOption('--help', 'prints this')
    .helpCommand(false)
    .configureOutput({ outputError: () => undefined });
  return command.exitOverride((error) => {
    // The help was asked for, or printed instead of an error.
    if (error.message === HELP_PRINTED || error.exitCode === 0) throw error;
    const [reason = ''] = error.message
      .replace(/^error: /, '')
      .replace('\n', ' ')
      .split(/\.$/);
    const sentence = reason.charAt(0).toUpperCase() + reason.slice(1);
    throw new Error(`${sentence}. ${pathOf(command)} --help says what it takes.`, { cause: error });
  });
}

const HELP_PRINTED = '(outputHelp)';

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

/**
 * Makes an action of what a command does, which is given a signal that is aborted when the process is to end, with a
 * sentence as the reason, and then the command's arguments and options. What it returns is the exit code.
 *
 * @example
 * createCommand('npm run it --', 'Does it.').action(work(async (signal, { json }: { json: boolean }) => 0));
 */
export function work<Args extends readonly unknown[]>(
  run: (signal: AbortSignal, ...args: Args) => Promise<number>,
): (...args: Args) => Promise<void> {
  return async (...args) => {
    process.exitCode = await run(stopSignal(), ...args);
  };
}

/**
 * Runs a command as this process, by its arguments.
 *
 * @param errorCode the exit code when there is an error, whose message is all that is told of it
 */
export async function runCommand(command: Command, { errorCode = 2 } = {}): Promise<void> {
  try {
    await command.parseAsync(process.argv.slice(2), { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    const isToldAlready = error instanceof CommanderError && error.message === HELP_PRINTED;
    if (!isToldAlready) process.stderr.write(`${messageOf(reasonOf(error))}\n`);
    process.exitCode = errorCode;
  }
}
