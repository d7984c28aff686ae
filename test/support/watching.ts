import { onTestFinished, vi } from 'vitest';
import type { Log } from '../../src/bus/index.js';
import { type AudienceLimits, createAudience, type NewClient } from '../../src/live/audience.js';
import type { Channel } from '../../src/live/channel.js';
import { silent } from './bus.js';
import { createEventReader, type Received } from './event-reader.js';
import type { Notes, NotesOptions } from './notes.js';

export interface WatchingOptions extends Omit<NotesOptions, 'limits'> {
  readonly limits?: Partial<AudienceLimits>;
  readonly log?: Log;
}

/** A client that has joined. */
export interface Watcher {
  readonly received: Received;
  /** Resolves when what it is sent has ended. */
  readonly ended: Promise<void>;
  readonly cut: ReturnType<typeof vi.fn<() => void>>;
  readonly signal: AbortSignal;
  /** Goes away, as a request does. */
  leave(): void;
  /** Begins to read, where it was told to wait. */
  read(): void;
}

export interface JoinOptions extends Partial<Pick<NewClient, 'user' | 'caller' | 'after'>> {
  readonly signal?: AbortSignal;
  /** Whether it reads from the beginning. Default: true. */
  readonly reads?: boolean;
}

/** An audience of notes, which everybody is told, and of memos, whose text is the only user who is. */
export function openAudience(notes: Notes, { limits = {}, log = silent, ...options }: WatchingOptions = {}) {
  const [note, memo] = notes.streams;
  if (!note || !memo) throw new Error('there are no streams');
  const channels: Channel[] = [
    { stream: note, name: 'note', recipient: () => undefined },
    { stream: memo, name: 'memo', recipient: ({ data }) => textOf(data) },
  ];
  const audience = createAudience({ watch: notes.watch(options), channels, log, limits });
  onTestFinished(audience.stop);

  return {
    ...audience,
    async watch({ user, caller, after, signal, reads = true }: JoinOptions = {}): Promise<Watcher> {
      const leaving = new AbortController();
      const given = signal ?? leaving.signal;
      const cut = vi.fn<() => void>();
      const body = await audience.join({ user, caller, after, signal: given, cut });
      if (!body) throw new Error('turned away');
      const { received, write } = createEventReader();
      const { promise: ended, resolve: end } = withResolvers();
      const read = async () => {
        for await (const chunk of body) write(chunk);
        end();
      };
      if (reads) void read();
      return { received, ended, cut, signal: given, leave: () => leaving.abort(), read: () => void read() };
    },
  };
}

/** Somebody whose token is valid for an hour. */
export const userNamed = (id: string) => ({ id, expiresAtMs: Date.now() + 3_600_000 });

/** The numbers of the notes, and of the memos, that came, place by place as their subjects say. */
export function numbersTo({ received }: Pick<Watcher, 'received'>, { places }: Notes): number[][] {
  const events = received.messages
    .filter(({ event }) => event !== 'reset')
    .map(({ data }): { subject: string; sequence: number } => JSON.parse(data));
  return Array.from({ length: places }, (_, place) =>
    events.filter(({ subject }) => subject === `place ${place}`).map(({ sequence }) => sequence),
  );
}

function textOf(data: unknown): string {
  return typeof data === 'object' && data && 'text' in data ? String(data.text) : '';
}

function withResolvers() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
