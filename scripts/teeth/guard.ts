/** Something that the product rests on, with a way to take it away and the tests that must notice. */
export interface Guard {
  /** What it sees to, in a few words. */
  readonly name: string;
  /** Where it stands. */
  readonly file: string;
  /** Its text, once in that file. */
  readonly text: string;
  /** What stands there when it is broken. */
  readonly broken: string;
  /** The files whose tests are run without it. */
  readonly tests: readonly string[];
}
