/** What can be seen of a ticket at one moment: in either module, and on the way between them. */
export interface Picture {
  /** The tickets module's ticket. */
  readonly ticket: string;
  /** The entries since the picture before: of the orders stream, then of the tickets stream. */
  readonly entries: readonly string[];
  /** The orders module's replica. */
  readonly replica: string;
}

/** Says whether two pictures show the same. */
export function samePicture(one: Picture, other: Picture): boolean {
  return (
    one.ticket === other.ticket &&
    one.replica === other.replica &&
    one.entries.join('\n') === other.entries.join('\n')
  );
}
