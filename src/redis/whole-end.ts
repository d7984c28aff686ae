/** Finds where the last whole record, or transaction, of an append-only file ends. */
export interface WholeEnd {
  /**
   * Takes the bytes that follow; of what was there before, it keeps at most a line.
   *
   * @throws Error when this is no append-only file
   */
  read(bytes: Buffer): void;
  /** Where it ends, in bytes from the beginning of the file, as far as was read. */
  readonly end: number;
}

/** A record is a command in RESP, or a line with a note of the time. */
export function findWholeEnd(): WholeEnd {
  let whole = 0;
  let inTransaction = false;
  /** What is not understood yet, and where it begins. */
  let rest: Buffer = Buffer.alloc(0);
  let restAt = 0;
  /** Of the record that is being read: its first argument, if it is short, and what is still to come. */
  let command = '';
  let isFirst = false;
  let argumentsAhead = 0;
  let bytesAhead = 0;

  /** @returns how many bytes were understood; 0 when more are needed */
  function step(bytes: Buffer, at: number): number {
    if (bytesAhead > 0) {
      const passed = Math.min(bytesAhead, bytes.length - at);
      bytesAhead -= passed;
      return passed;
    }
    const line = readLine(bytes, at);
    if (line === undefined) return 0;
    if (argumentsAhead === 0) beginRecord(line.text);
    else if (!beginArgument(line, bytes)) return 0;
    return line.end - at;
  }

  function beginRecord(line: string): void {
    command = '';
    isFirst = true;
    argumentsAhead = line.startsWith('#') ? 0 : numberAfter('*', line);
  }

  /** @returns false when it is a command's name, and not all of it is there */
  function beginArgument({ text, end }: Line, bytes: Buffer): boolean {
    const length = numberAfter('$', text);
    if (isFirst && length <= LONGEST_NAME) {
      if (end + length > bytes.length) return false;
      command = bytes.toString('latin1', end, end + length).toUpperCase();
    }
    isFirst = false;
    argumentsAhead -= 1;
    bytesAhead = length + CRLF.length;
    return true;
  }

  function endRecord(at: number): void {
    if (command === 'MULTI') inTransaction = true;
    if (command === 'EXEC') inTransaction = false;
    if (!inTransaction) whole = at;
  }

  return {
    read(more) {
      const bytes = rest.length === 0 ? more : Buffer.concat([rest, more]);
      let at = 0;
      for (let passed = step(bytes, at); passed > 0; passed = step(bytes, at)) {
        at += passed;
        if (argumentsAhead === 0 && bytesAhead === 0) endRecord(restAt + at);
      }
      rest = bytes.subarray(at);
      restAt += at;
      if (rest.length > LONGEST_LINE)
        throw notAppendOnly(rest.toString('latin1', 0, 40), 'the end of a line');
    },
    get end() {
      return whole;
    },
  };
}

/** All that it needs to know are MULTI and EXEC. */
const LONGEST_NAME = 'MULTI'.length;

/** Redis reads no longer ones (aof.c, AOF_ANNOTATION_LINE_MAX_LEN). */
const LONGEST_LINE = 1024;

const CRLF = '\r\n';

interface Line {
  readonly text: string;
  /** Where what follows it begins. */
  readonly end: number;
}

function readLine(bytes: Buffer, at: number): Line | undefined {
  const end = bytes.indexOf(CRLF, at, 'latin1');
  return end === -1 ? undefined : { text: bytes.toString('latin1', at, end), end: end + CRLF.length };
}

/** Whatever it is, to drop what follows would be wrong. */
function numberAfter(sign: string, text: string): number {
  const digits = text.startsWith(sign) ? text.slice(1) : '';
  if (/^\d+$/.test(digits)) return Number(digits);
  throw notAppendOnly(text, sign);
}

function notAppendOnly(text: string, expected: string): Error {
  return new Error(
    `this is no append-only file: ${JSON.stringify(text.slice(0, 40))} stands where ${expected} is expected`,
  );
}
