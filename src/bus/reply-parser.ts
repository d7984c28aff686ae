import { isAscii } from 'node:buffer';
import { Fault } from './faults.js';
import { ReplyError } from './redis-errors.js';

/** What Redis answers: a text, a number, nothing, an error of its own, or a list of these. */
export type Reply = string | number | null | ReplyError | Reply[];

const CR = 13;
const LF = 10;
const MINUS = 45;
const ZERO = 48;

/**
 * Reads the replies of RESP2 out of the chunks of a connection
 * (https://redis.io/docs/latest/develop/reference/protocol-spec/).
 */
export class ReplyParser {
  /** What has come and is not read yet. */
  #chunks: Buffer[] = [];
  /** What is being read. */
  #bytes = Buffer.alloc(0);
  /** The same bytes, a character for each, so that lengths in bytes are lengths in characters. */
  #text = '';
  #isAscii = true;
  #at = 0;

  /**
   * @returns the replies that the chunk completes; they may come later while the chunks go on
   * @throws Fault when this is no RESP2
   */
  read(chunk: Buffer): Reply[] {
    this.#chunks.push(chunk);
    // A long list comes in many chunks. It is read only when it may be whole, and that is nearly always once.
    return chunk.at(-1) === LF ? this.#readAll() : [];
  }

  #readAll(): Reply[] {
    this.#bytes = Buffer.concat(this.#chunks);
    this.#text = this.#bytes.toString('latin1');
    this.#isAscii = isAscii(this.#bytes);
    this.#at = 0;
    const replies: Reply[] = [];
    let read = 0;
    for (let reply = this.#next(); reply !== undefined; reply = this.#next()) {
      replies.push(reply);
      read = this.#at;
    }
    const rest = this.#bytes.subarray(read);
    this.#chunks = rest.length > 0 ? [rest] : [];
    return replies;
  }

  /** @returns `undefined` when there is more to come of it */
  #next(): Reply | undefined {
    const start = this.#at;
    if (start === this.#text.length) return undefined;
    this.#at += 1;
    switch (this.#text[start]) {
      case '$':
        return this.#bulk(this.#number());
      case '*':
        return this.#list(this.#number());
      case ':':
        return this.#number();
      case '+':
        return this.#line();
      case '-': {
        const message = this.#line();
        return message === undefined ? undefined : new ReplyError(message);
      }
      default:
        throw new Fault(
          `this is no reply of Redis: ${JSON.stringify(this.#text.slice(start).split('\r\n')[0])}`,
        );
    }
  }

  #bulk(length: number | undefined): string | null | undefined {
    if (length === undefined) return undefined;
    if (length === -1) return null;
    const start = this.#at;
    const end = start + length;
    if (end + 2 > this.#text.length) return undefined;
    this.#at = end + 2;
    return this.#string(start, end);
  }

  #list(length: number | undefined): Reply[] | null | undefined {
    if (length === undefined) return undefined;
    if (length === -1) return null;
    const list: Reply[] = [];
    for (let i = 0; i < length; i += 1) {
      const item = this.#next();
      if (item === undefined) return undefined;
      list.push(item);
    }
    return list;
  }

  #string(start: number, end: number): string {
    return this.#isAscii ? this.#text.slice(start, end) : this.#bytes.toString('utf8', start, end);
  }

  #line(): string | undefined {
    const start = this.#at;
    const end = this.#text.indexOf('\r\n', start);
    if (end === -1) return undefined;
    this.#at = end + 2;
    return this.#string(start, end);
  }

  /** To look for the end of its line first would take as long as to read it. */
  #number(): number | undefined {
    const isNegative = this.#text.charCodeAt(this.#at) === MINUS;
    let value = 0;
    for (let i = isNegative ? this.#at + 1 : this.#at; i < this.#text.length - 1; i += 1) {
      const code = this.#text.charCodeAt(i);
      if (code === CR) {
        this.#at = i + 2;
        return isNegative ? -value : value;
      }
      value = value * 10 + (code - ZERO);
    }
    return undefined;
  }
}
