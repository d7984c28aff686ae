import type { Command, Reads } from './reads.js';

/** What has to be read to judge one record together with all that it hangs together with. */
export interface Inquiry<Case> {
  /** What is known before anything was read. */
  readonly first: readonly Command[];
  /** What follows from the replies to that: the indexes, and the records that are named there. */
  rest(first: readonly unknown[]): readonly Command[];
  build(first: readonly unknown[], rest: readonly unknown[]): Case;
}

/** Reads many cases in two round trips. Their parts are not of one moment: what looks wrong has to be looked at again. */
export async function readCases<Case>(reads: Reads, inquiries: readonly Inquiry<Case>[]): Promise<Case[]> {
  const firsts = await readEach(
    reads,
    inquiries.map(({ first }) => first),
  );
  const rests = await readEach(
    reads,
    inquiries.map((inquiry, i) => inquiry.rest(firsts[i] ?? [])),
  );
  return inquiries.map((inquiry, i) => inquiry.build(firsts[i] ?? [], rests[i] ?? []));
}

/** How often a case may change between two looks at it. */
const TRIES = 20;

/**
 * Reads one case as it is at one moment.
 *
 * @returns `undefined` when it changes all the time
 */
export async function readCaseAtOnce<Case>(
  reads: Reads,
  { first, rest, build }: Inquiry<Case>,
): Promise<Case | undefined> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const guess = rest(await reads.all(first));
    const replies = await reads.atOnce([...first, ...guess]);
    const [now, behind] = [replies.slice(0, first.length), replies.slice(first.length)];
    if (JSON.stringify(rest(now)) === JSON.stringify(guess)) return build(now, behind);
  }
  return undefined;
}

/**
 * Judges a case that was read in parts; one that looks wrong is judged again as it is at one moment.
 *
 * @returns `undefined` when it changes all the time
 */
export async function judgeTwice<Case, Judged extends { readonly violations: readonly unknown[] }>(
  reads: Reads,
  inquiry: Inquiry<Case>,
  found: Case,
  judge: (found: Case) => Judged,
): Promise<Judged | undefined> {
  const judged = judge(found);
  if (judged.violations.length === 0) return judged;
  const again = await readCaseAtOnce(reads, inquiry);
  return again && judge(again);
}

/** The replies to each list of commands, in one round trip. */
async function readEach(reads: Reads, lists: readonly (readonly Command[])[]): Promise<unknown[][]> {
  const replies = await reads.all(lists.flat());
  let from = 0;
  return lists.map(({ length }) => {
    from += length;
    return replies.slice(from - length, from);
  });
}
