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
export function createLog(
  level: LevelWithSilent,
  destination: DestinationStream = pino.destination(2),
): Logger {
  return pino({ level, redact: { paths: redacted, censor: '[redacted]' } }, destination);
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
