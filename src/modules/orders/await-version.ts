import { setTimeout as delay } from 'node:timers/promises';
import { type Refusal, refuse } from '../../bus/index.js';
import type { Replica } from './replica.js';

/** How long a buyer waits for the version that they have seen, in milliseconds. */
const PATIENCE_MS = 1000;

/** How many may wait at a time; each asks Redis again and again. */
const PLACES = 500;
let waiting = 0;

/** A copy is behind for about a millisecond; the longer it takes, the less often it is looked at. */
const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 50;

/**
 * Waits until the copy has reached a version: a buyer reads their own writes, although two modules keep the ticket.
 *
 * @returns a refusal when it does not get there in time
 */
export async function awaitVersion(
  read: () => Promise<Replica | undefined>,
  version: number,
): Promise<Refusal<'not-found' | 'replica-behind'> | undefined> {
  const replica = await read();
  if (replica && replica.version >= version) return undefined;
  if (waiting >= PLACES) return refuse('replica-behind');
  waiting += 1;
  try {
    return await poll(read, version);
  } finally {
    waiting -= 1;
  }
}

async function poll(
  read: () => Promise<Replica | undefined>,
  version: number,
): Promise<Refusal<'not-found' | 'replica-behind'> | undefined> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    await delay(pause);
    const replica = await read();
    if (replica && replica.version >= version) return undefined;
    if (performance.now() >= deadline) return replica ? refuse('replica-behind') : refuse('not-found');
  }
}
