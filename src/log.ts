import { type DestinationStream, type LevelWithSilent, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** What those who only write to the log need of it. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * The log of the process: one JSON object a line, on stderr, as stdout belongs to the start-up block. Fields that
 * commonly hold a secret are blanked out: at the top, one level below it, and in `headers` two levels below.
 *
 * @param destination for tests
 */
export function createLog(level: LevelWithSilent, destination: DestinationStream = stderr): Logger {
  return pino({ level, redact: { paths: redacted, censor: '[redacted]' } }, destination);
}

/**
 * The lines of one turn of the event loop are written by one system call: with one for each, the log would be among the
 * dearest parts of a read. Only a process that is killed in the middle of a turn loses its last lines.
 */
const stderr: DestinationStream = { write };

let file: ReturnType<typeof pino.destination> | undefined;
let lines: string[] = [];

function write(line: string): void {
  if (lines.push(line) === 1) setImmediate(flush);
  file ??= open();
}

function flush(): void {
  // Not the buffer of pino's destination: that one measures all that it holds again with each line.
  const text = lines.join('');
  lines = [];
  if (text !== '') file?.write(text);
}

function open() {
  process.on('exit', flush);
  return pino.destination(2);
}

const secretFields = [
  'authorization',
  'Authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'AUTH_SECRET',
];
const redacted = secretFields.flatMap((field) => [field, `*.${field}`, `*.headers.${field}`]);
