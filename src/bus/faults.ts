/** Why a write or a read could not be answered; each is a 503 at the HTTP edge. */
export type UnavailableReason =
  /** Redis did not answer, or answered that it can't write now. Nothing was stored. */
  | 'unavailable'
  /** The transaction was sent and no reply came in time. It may or may not be stored; reading tells. */
  | 'outcome-unknown'
  /** More work is queued than can be done in time. Nothing was stored. */
  | 'overloaded'
  /** Rivals changed the same records at every try. Nothing was stored. */
  | 'contended';

/** The bus can't serve this call now; trying again later can help. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  readonly reason: UnavailableReason;
  readonly retryAfterSeconds: number = 1;

  constructor(reason: UnavailableReason, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.reason = reason;
  }
}

/** Something that must never happen did: the data or the code is wrong, and trying again does not help. */
export class Fault extends Error {
  override readonly name = 'Fault';
}
