import { Fault, Unavailable } from './faults.js';
import { isReplyError, isWrongType, refusedByRedis } from './redis-errors.js';

/** Turns the failures of a read into what callers know. */
export async function answer<T>(reply: Promise<T>): Promise<T> {
  try {
    return await reply;
  } catch (error) {
    if (isWrongType(error))
      throw new Fault('a key holds something that Holdfast did not put there', { cause: error });
    if (isReplyError(error)) throw refusedByRedis(error);
    throw new Unavailable('unavailable', 'Redis does not answer', { cause: error });
  }
}
