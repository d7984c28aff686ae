import type { Redis } from 'ioredis';
import { isSupportedVersion } from './find-server.js';

export interface Requirement {
  check: 'version' | 'eviction' | 'append-only-file' | 'writes';
  ok: boolean;
  /** What was found, to be read after "REDIS_URL points at"; what to do about it where it is not ok. */
  detail: string;
}

/**
 * What Holdfast needs of a Redis, and whether this one has it: met and unmet requirements alike, for `/readyz`.
 *
 * @throws Error when Redis does not answer.
 */
export async function checkRequirements(redis: Redis): Promise<Requirement[]> {
  const [info, writes] = await Promise.all([redis.info(), checkWrites(redis)]);
  return [...judge(info), writes];
}

/**
 * Whether Redis would write now. SETRANGE of nothing in a key that does not exist changes nothing, so it may go over the
 * connection for reads, and Redis refuses it for every reason for which it refuses to write.
 */
async function checkWrites(redis: Redis): Promise<Requirement> {
  const check = 'writes';
  try {
    await redis.setrange('holdfast:probe', 0, '');
    return { check, ok: true, detail: 'a Redis that takes writes' };
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ReplyError')) throw error;
    return { check, ok: false, detail: refusalOf(error) };
  }
}

function refusalOf({ message }: Error): string {
  if (message.startsWith('READONLY'))
    return 'a replica, which takes no writes. Point REDIS_URL at its master, or make it one ("REPLICAOF NO ONE")';
  if (message.startsWith('OOM'))
    return 'a Redis that is full: it holds as much as its maxmemory allows. Raise maxmemory, or make room';
  return `a Redis that takes no writes. It says: ${message}`;
}

/**
 * For the start: refuses a Redis on which tickets could be lost.
 *
 * @throws Error with a sentence for each unmet requirement that says what to do.
 */
export async function assertRequirements(redis: Redis): Promise<void> {
  // Whether it takes writes may change at any time, and is not waited for: what is there can be read meanwhile.
  const unmet = judge(await redis.info()).filter(({ ok }) => !ok);
  if (unmet.length > 0)
    throw new Error(unmet.map(({ detail }) => `REDIS_URL points at ${detail}`).join('\n'));
}

/** The decision on the text of INFO, and not of CONFIG GET, which managed services forbid. */
export function judge(info: string): Requirement[] {
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? 'unknown';
  return [
    version(field('redis_version')),
    eviction(field('maxmemory_policy')),
    appendOnlyFile(field('aof_enabled') === '1', field('aof_last_write_status')),
  ];
}

function version(found: string): Requirement {
  const ok = isSupportedVersion(found);
  return {
    check: 'version',
    ok,
    detail: ok ? `Redis ${found}` : `Redis ${found}; Holdfast needs 7.0 or newer`,
  };
}

function eviction(policy: string): Requirement {
  const detail = `a Redis with maxmemory-policy ${policy}`;
  if (policy === 'noeviction') return { check: 'eviction', ok: true, detail };
  const advice = 'Run "CONFIG SET maxmemory-policy noeviction" on it, and set the same in its configuration';
  return { check: 'eviction', ok: false, detail: `${detail}: an evicted ticket is a lost ticket. ${advice}` };
}

function appendOnlyFile(enabled: boolean, lastWrite: string): Requirement {
  const check = 'append-only-file';
  if (!enabled) {
    // How durable a Redis of their own has to be is the operator's decision; they should know it.
    const detail =
      'a Redis without an append-only file: when it dies it forgets what it wrote since its last snapshot';
    return { check, ok: true, detail };
  }
  if (lastWrite !== 'err') return { check, ok: true, detail: 'a Redis with an append-only file' };
  const detail =
    'a Redis that cannot write its append-only file. Make room on its disk; its log names the error';
  return { check, ok: false, detail };
}
