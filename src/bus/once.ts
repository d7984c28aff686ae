import { z } from 'zod';
import type { Fields } from './hash-codec.js';
import { keyIn } from './partition.js';
import { type Refusal, refuse } from './refusal.js';
import type { Need, WorkingSet } from './working-set.js';

/** What makes a repeated request the same one: it is done once, and answered as before when it comes again. */
export interface Once {
  /** Names the request; unique to its caller and call. */
  readonly id: string;
  /** Differs when the request differs. */
  readonly fingerprint: string;
}

/** How long a request is remembered, in seconds. */
const REMEMBERED_SECONDS = 24 * 3600;

const remembered = z.object({ fingerprint: z.string(), fields: z.record(z.string(), z.string()) });

/** What is needed to know whether a request was done. */
export function needOfOnce({ id }: Once, partition: number): Need {
  const key = keyIn(partition, `once:${id}`);
  return { id: key, key, read: ['get', key] };
}

/**
 * What the request led to when it was done before: the fields of the record as they were then.
 *
 * @returns `undefined` when it is new
 */
export function recall(set: WorkingSet, once: Once): Fields | Refusal<'idempotency-key-reused'> | undefined {
  const reply = set.reply(needOfOnce(once, set.partition));
  if (reply === null) return undefined;
  const { fingerprint, fields } = remembered.parse(JSON.parse(String(reply)));
  return fingerprint === once.fingerprint ? fields : refuse('idempotency-key-reused');
}

/** Stages that the request is done, so that it is remembered exactly when it is stored. */
export function remember(set: WorkingSet, once: Once, fields: Fields): void {
  const need = needOfOnce(once, set.partition);
  const value = JSON.stringify({ fingerprint: once.fingerprint, fields });
  set.replace(need, value);
  set.command(['set', need.key, value, 'ex', REMEMBERED_SECONDS]);
}
