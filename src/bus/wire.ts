import type { Redis } from 'ioredis';
import { CommandEncoder } from './command-encoder.js';
import { Fault } from './faults.js';
import { type Reply, ReplyParser } from './reply-parser.js';
import type { Command } from './working-set.js';

/** A connection that sends a group of commands as one write, and waits for all their replies at once. */
export interface Wire {
  /** Whether commands can be sent; a connection that was lost never comes back. */
  readonly isOpen: boolean;
  /**
   * One round trip at a time.
   *
   * @returns the replies in the order of the commands; an Error stands for a command that Redis refused
   * @throws Error when the connection was lost: some or all of the commands may have been executed
   */
  send(commands: readonly Command[]): Promise<Reply[]>;
  /** Ends the connection: what waits for replies rejects. */
  close(): void;
}

const LF = 10;

interface Waiting {
  readonly replies: Reply[];
  readonly count: number;
  readonly resolve: (replies: Reply[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Takes over an exclusive connection: ioredis makes it and ends it, and never sends or reads anything again. For a
 * command ioredis makes an object and two promises, and for each part of a reply a Buffer; that was two fifths of the
 * processor time of a transaction (docs/performance.md).
 *
 * @param redis connected, with no command in flight
 */
export function takeOver(redis: Redis): Wire {
  if (redis.commandQueue.length > 0)
    throw new Fault('a reply that ioredis waits for would be read as another');
  const { stream } = redis;
  const encoder = new CommandEncoder();
  const parser = new ReplyParser();
  let isFirst = true;
  let waiting: Waiting | undefined;
  let failure = new Error('the connection to Redis is closed');

  function fail(error: Error): void {
    failure = error;
    stream.destroy();
    waiting?.reject(error);
    waiting = undefined;
  }

  function receive(chunk: Buffer): void {
    // For ioredis a line ends with its CR: the LF of the last one that it read may come only now.
    const isRest = isFirst && chunk[0] === LF;
    isFirst = false;
    try {
      for (const reply of parser.read(isRest ? chunk.subarray(1) : chunk)) deliver(reply);
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  function deliver(reply: Reply): void {
    if (!waiting) throw new Fault('Redis answered without being asked');
    waiting.replies.push(reply);
    if (waiting.replies.length < waiting.count) return;
    waiting.resolve(waiting.replies);
    waiting = undefined;
  }

  stream.removeAllListeners('data');
  stream.on('data', receive);
  stream.once('close', () => fail(failure));

  return {
    get isOpen() {
      return stream.writable;
    },
    send(commands) {
      return new Promise((resolve, reject) => {
        if (!stream.writable) return reject(failure);
        if (waiting) return reject(new Fault('a round trip is under way'));
        waiting = { replies: [], count: commands.length, resolve, reject };
        // Nothing is written over that Redis has not read: it has answered all that was sent before.
        stream.write(encoder.encode(commands));
      });
    },
    close: () => redis.disconnect(),
  };
}
