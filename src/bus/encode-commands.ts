import type { Command } from './working-set.js';

/** What is written to a socket at once. */
export interface Request {
  readonly text: string;
  /** Plain ASCII is the same in both, and several times faster to write as `latin1`. */
  readonly encoding: 'latin1' | 'utf8';
}

/**
 * Commands as Redis reads them, one after the other: each argument behind its length in bytes
 * (https://redis.io/docs/latest/develop/reference/protocol-spec/).
 */
export function encodeCommands(commands: readonly Command[]): Request {
  let text = '';
  let isAscii = true;
  for (const command of commands) {
    text += `*${command.length}\r\n`;
    for (const part of command) {
      const argument = typeof part === 'string' ? part : String(part);
      const bytes = Buffer.byteLength(argument);
      if (bytes !== argument.length) isAscii = false;
      text += `$${bytes}\r\n${argument}\r\n`;
    }
  }
  return { text, encoding: isAscii ? 'latin1' : 'utf8' };
}
