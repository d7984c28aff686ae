import type { Log } from '../../src/bus/index.js';
import { silent } from './bus.js';

/** A line of the log: what it says, and its fields. */
export type LogLine = readonly [message: string, fields: object];

/** A log that keeps what it is told of one level. */
export function keepLog(level: keyof Log): { readonly log: Log; readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  return {
    log: { ...silent, [level]: (fields: object, message: string) => lines.push([message, fields]) },
    lines,
  };
}
