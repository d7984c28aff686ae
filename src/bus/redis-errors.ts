import { Unavailable } from './faults.js';

/** An error that Redis answered, by the name that ioredis gives its own. */
export class ReplyError extends Error {
  override readonly name = 'ReplyError';
}

/** ReplyError is what Redis itself answered; any other error means that no answer came. */
export function isReplyError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}

/** Redis answered, but would not: it loads its data, is read-only, out of memory, or asks for a password. */
export function refusedByRedis(error: Error): Unavailable {
  return new Unavailable('unavailable', `Redis refuses: ${error.message}`, { cause: error });
}

/** What Redis says of one key alone, and not of itself. */
export function isAboutTheKey(error: Error): boolean {
  return isWrongType(error) || error.message.startsWith('NOGROUP');
}

/** The key holds something else than Holdfast put there: waiting does not help. */
export function isWrongType(error: unknown): boolean {
  return isReplyError(error) && error.message.startsWith('WRONGTYPE');
}
