import { HEALED, type Log } from '../bus/index.js';
import { createLog } from '../log.js';
import type { ProgressLine } from '../progress-line.js';

/**
 * Where the command says what goes wrong meanwhile: warnings and errors, each on a line of its own. That a copy was
 * healed is no warning here: it is what the command is for, and its report counts them.
 */
export function createCommandLog(
  line: Pick<ProgressLine, 'clear'>,
  terminal: Pick<NodeJS.WriteStream, 'write'>,
): Log {
  const log = createLog('warn', {
    write(text) {
      line.clear();
      terminal.write(text);
    },
  });
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (fields, message) => {
      if (message !== HEALED) log.warn(fields, message);
    },
    error: (fields, message) => log.error(fields, message),
  };
}
