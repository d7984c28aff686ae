import type { Command } from './working-set.js';

const FIRST_SIZE = 64 * 1024;

/** UTF-8 needs no more for a UTF-16 code unit. */
const BYTES_PER_UNIT = 3;

/** What stands before an argument, by its length: nearly all are shorter than this. */
const HEADERS = Array.from({ length: 1024 }, (_, bytes) => headerOf(bytes));

/**
 * Writes commands as Redis reads them, one after the other: each argument behind its length in bytes
 * (https://redis.io/docs/latest/develop/reference/protocol-spec/).
 *
 * Each command goes into the same bytes as soon as it is put together: a text of all of them would be the most
 * long-lived garbage of a transaction.
 */
export class CommandEncoder {
  #bytes = Buffer.allocUnsafe(FIRST_SIZE);
  #length = 0;

  /** @returns the bytes of the commands, which the next call writes over */
  encode(commands: readonly Command[]): Buffer {
    this.#length = 0;
    for (const command of commands) this.#add(command);
    return this.#bytes.subarray(0, this.#length);
  }

  #add(command: Command): void {
    const text = textOf(command, ({ length }) => length);
    // As long in bytes as in characters: all is ASCII. To ask that once is cheaper than to measure each argument.
    if (Buffer.byteLength(text) === text.length) this.#write(text, 'latin1');
    else this.#write(textOf(command, Buffer.byteLength), 'utf8');
  }

  #write(text: string, encoding: 'latin1' | 'utf8'): void {
    this.#makeRoom(text.length * BYTES_PER_UNIT);
    this.#length += this.#bytes.write(text, this.#length, encoding);
  }

  #makeRoom(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

function textOf(command: Command, lengthOf: (argument: string) => number): string {
  let text = `*${command.length}`;
  for (const part of command) {
    const argument = typeof part === 'string' ? part : String(part);
    const length = lengthOf(argument);
    text += (HEADERS[length] ?? headerOf(length)) + argument;
  }
  return `${text}\r\n`;
}

function headerOf(length: number): string {
  return `\r\n$${length}\r\n`;
}
