import type { StreamPosition } from '../bus/index.js';
import type { EventStream } from './event-stream.js';

/** A client that watches. */
export interface Member {
  readonly stream: EventStream;
  /** Who it is; `undefined` for somebody without a token. */
  readonly userId: string | undefined;
  /** What it has seen that this process has not, as it came from one that is further. */
  ahead?: StreamPosition | undefined;
}
