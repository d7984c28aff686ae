import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Log } from '../log.js';
import { type BackOff, backOffMs } from './back-off.js';
import { Fault, Unavailable } from './faults.js';
import { createFenceMemory } from './fence-memory.js';
import { type LaneObserver, NO_LANE } from './observer.js';
import { keyIn } from './partition.js';
import { isAboutTheKey, refusedByRedis } from './redis-errors.js';
import { fieldsOf, millisecondsOf } from './replies.js';
import type { Reply } from './reply-parser.js';
import { takeOver, type Wire } from './wire.js';
import { type Command, type Need, WorkingSet } from './working-set.js';

/** `conflict`: somebody else changed what was read, nothing was written. */
export type Outcome = 'applied' | 'conflict';

/** One connection that runs one transaction at a time, and always learns what became of it. */
export interface FencedConnection {
  /**
   * Starts a transaction: watches and reads.
   *
   * @throws Unavailable when Redis does not answer
   */
  begin(needs: readonly Need[]): Promise<WorkingSet>;
  /** Watches and reads more, within the same transaction. */
  extend(set: WorkingSet, needs: readonly Need[]): Promise<void>;
  /**
   * Ends the transaction. Returns only when the outcome is known, however long that takes.
   *
   * @throws Unavailable when Redis refused to write: nothing was stored; `outcome-unknown` when closed before it is known
   * @throws Fault when a command failed inside EXEC, which does not undo the others
   */
  exec(commands: readonly Command[]): Promise<Outcome>;
  /**
   * How many transactions, at most, were applied and are not there any more: Redis came back without what it wrote last,
   * or another took its place that never had it (docs/decisions/0021-lost-data-is-told.md).
   */
  readonly lost: number;
  close(): void;
}

export interface FencedConnectionOptions {
  readonly partition: number;
  /** Unique among all lanes of all processes. */
  readonly laneId: string;
  /** Makes an exclusive connection: one that never reconnects and never sends anything again. */
  readonly connect: () => Promise<Redis>;
  readonly log: Log;
  /** How long Redis may take for one round trip before the connection is given up, in milliseconds. */
  readonly replyTimeoutMs: number;
  readonly backOff: BackOff;
  readonly observer?: LaneObserver;
}

/** The fence outlives every caller by far, and goes by itself when its process is gone for good. */
const FENCE_SECONDS = 3600;

/** Until when a fence that is missing was lost and has not gone by itself. */
const SURE_MS = (FENCE_SECONDS - 60) * 1000;

/** Makes the connection; it connects when it is first used. */
export function createFencedConnection(options: FencedConnectionOptions): FencedConnection {
  const { partition, connect, log, replyTimeoutMs, backOff, observer = NO_LANE } = options;
  const fence = keyIn(partition, `lane:${options.laneId}`);
  let wire: Wire | undefined;
  let transaction = 0;
  const memory = createFenceMemory({ partition, sureMs: SURE_MS, log });
  const closing = new AbortController();

  async function connection(): Promise<Wire> {
    if (closing.signal.aborted) throw new Unavailable('unavailable', 'the lane is closed');
    if (wire?.isOpen) return wire;
    discard();
    let fresh: Redis;
    try {
      fresh = await connect();
    } catch (cause) {
      throw new Unavailable('unavailable', 'Redis can not be reached', { cause });
    }
    wire = takeOver(fresh);
    memory.reconnected();
    if (!closing.signal.aborted) return wire;
    discard();
    throw new Unavailable('unavailable', 'the lane is closed');
  }

  function discard(): void {
    wire?.close();
    wire = undefined;
  }

  /**
   * A Redis that refuses to watch or to read is loading its data or is no longer the master. The connection is given
   * up with it: the next one may lead to a better one.
   */
  function mustServe(replies: readonly unknown[]): void {
    const refusal = replies.find((reply) => reply instanceof Error && !isAboutTheKey(reply));
    if (!(refusal instanceof Error)) return;
    discard();
    throw refusedByRedis(refusal);
  }

  /** A reply that does not come within the time leaves a connection nobody can trust: it is thrown away. */
  async function inTime<T>(reply: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no reply in ${replyTimeoutMs} ms`)), replyTimeoutMs);
    });
    try {
      return await Promise.race([reply, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  async function ask(on: Wire, commands: readonly Command[]): Promise<Reply[]> {
    try {
      return await inTime(on.send(commands));
    } catch (cause) {
      discard();
      throw new Unavailable('unavailable', 'Redis does not answer', { cause });
    }
  }

  /** What a transaction asks before it decides: its round trips are told. */
  async function load(on: Wire, commands: readonly Command[]): Promise<Reply[]> {
    const sentAt = performance.now();
    const replies = await ask(on, commands);
    observer.answered('read', performance.now() - sentAt);
    return replies;
  }

  async function begin(needs: readonly Need[]): Promise<WorkingSet> {
    const on = await connection();
    const watched = [...new Set(needs.map((need) => need.key))];
    const all = await load(on, [
      ['watch', fence, ...watched],
      ['time'],
      ...needs.map((need) => need.read),
      ...(memory.isDue ? [['get', fence] as const] : []),
    ]);
    mustServe(all);
    const [, time, ...replies] = all;
    const set = new WorkingSet(partition, millisecondsOf(time));
    memory.begun(set.now, replies[needs.length]);
    keep(set, needs, replies);
    return set;
  }

  async function extend(set: WorkingSet, needs: readonly Need[]): Promise<void> {
    const on = wire;
    if (!on) throw new Unavailable('unavailable', 'the connection to Redis was lost');
    const watched = [...new Set(needs.map((need) => need.key))];
    const all = await load(on, [['watch', ...watched], ...needs.map((need) => need.read)]);
    mustServe(all);
    const [, ...replies] = all;
    keep(set, needs, replies);
  }

  async function exec(commands: readonly Command[]): Promise<Outcome> {
    const on = wire;
    if (!on) throw new Unavailable('unavailable', 'the connection to Redis was lost');
    transaction += 1;
    // Without commands EXEC still tells whether all that was read belongs together; there is nothing to fence then.
    const fencing: Command[] = commands.length > 0 ? [['set', fence, transaction, 'ex', FENCE_SECONDS]] : [];
    let replies: Reply[];
    const sentAt = performance.now();
    try {
      replies = await inTime(on.send([['multi'], ...fencing, ...commands, ['exec']]));
      observer.answered('exec', performance.now() - sentAt);
    } catch (error) {
      discard();
      log.warn({ partition, err: error }, 'the reply to EXEC was lost; asking the fence what became of it');
      return commands.length > 0 ? await recover() : 'conflict';
    }
    const executed = replies.at(-1);
    if (executed === null) return 'conflict';
    if (!Array.isArray(executed)) {
      discard();
      throw refusedExec(replies);
    }
    const failed = executed.find((reply) => reply instanceof Error);
    if (commands.length > 0) memory.applied(transaction);
    if (failed) throw new Fault('a command failed inside EXEC; the others took effect', { cause: failed });
    return 'applied';
  }

  /**
   * Asks the fence whether the transaction was applied. APPEND changes the fence, so that an EXEC still on its way
   * fails its WATCH, and keeps the number that stands there, so that asking again after a lost reply gives the same
   * answer (docs/decisions/0005-fence-appends.md).
   */
  async function recover(): Promise<Outcome> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const [appended, value, , time] = await ask(await connection(), [
          ['append', fence, '.'],
          ['get', fence],
          ['expire', fence, FENCE_SECONDS],
          ['time'],
        ]);
        mustServe([appended]);
        const applied = String(value).startsWith(`${transaction}.`);
        memory.asked(millisecondsOf(time), value);
        if (applied) memory.applied(transaction);
        observer.recovered(applied);
        log.info({ partition, applied }, 'the fence told what became of the transaction');
        return applied ? 'applied' : 'conflict';
      } catch (error) {
        if (closing.signal.aborted) {
          throw new Unavailable('outcome-unknown', 'closed before Redis said what was stored', {
            cause: error,
          });
        }
        await delay(backOffMs(backOff, attempt), undefined, { signal: closing.signal }).catch(
          () => undefined,
        );
      }
    }
  }

  return {
    begin,
    extend,
    exec,
    get lost() {
      return memory.lost;
    },
    close() {
      closing.abort();
      discard();
    },
  };
}

/** EXECABORT names no reason; the refused command does, and nothing of the transaction was applied. */
function refusedExec(replies: readonly Reply[]): Unavailable {
  return refusedByRedis(
    replies.find((reply) => reply instanceof Error) ?? new Error('EXEC answered no list'),
  );
}

function keep(set: WorkingSet, needs: readonly Need[], replies: readonly Reply[]): void {
  needs.forEach((need, i) => {
    const reply = replies[i];
    set.keep(need, need.read[0] === 'hgetall' && Array.isArray(reply) ? fieldsOf(reply) : reply);
  });
}
