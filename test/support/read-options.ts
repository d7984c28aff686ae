import type { Command, OptionValues } from 'commander';

/**
 * What a command makes of its arguments, without doing what it does.
 *
 * @throws Error with a sentence for arguments that it does not know
 */
export function readOptions<Options extends OptionValues>(
  command: Command,
  args: readonly string[],
): Options {
  return command.parse(args, { from: 'user' }).opts<Options>();
}
