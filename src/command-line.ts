import { Command, CommanderError, InvalidArgumentError } from 'commander';

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
    if (isHelp(error)) throw error;
    // A suggestion stands on a line of its own.
    const reason = error.message.replace(/^error: /, '').replace('\n', ' ');
    const sentence = reason.charAt(0).toUpperCase() + reason.slice(1).replace(/\.$/, '');
    throw new Error(`${sentence}. ${pathOf(command)} --help says what it takes.`, { cause: error });
  });
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
export async function runAsProcess(command: Command, { errorCode = 2 } = {}): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', unlessNobodyReads);
  try {
    await command.parseAsync(process.argv.slice(2), { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && isHelp(error)) {
      // It is an error where it was printed because something else is missing.
      process.exitCode = error.exitCode === 0 ? 0 : errorCode;
      return;
    }
    process.stderr.write(`${messageOf(reasonOf(error))}\n`);
    process.exitCode = errorCode;
  }
}

/** What reads a pipe may end before the command does, as head does; the command has its work to do all the same. */
function unlessNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/**
 * Reads the value of an option, or an argument, that is a whole number.
 *
 * @throws InvalidArgumentError for any other
 */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    if (/^\d{1,9}$/.test(text) && min <= Number(text) && Number(text) <= max) return Number(text);
    throw new InvalidArgumentError(`Use a whole number from ${min} to ${max}.`);
  };
}

function isHelp({ code }: CommanderError): boolean {
  return ['commander.help', 'commander.helpDisplayed', 'commander.version'].includes(code);
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
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
