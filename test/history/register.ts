/** From when until when something happened, at one moment in between; in milliseconds of one clock. */
export interface Interval {
  readonly invokedAt: number;
  readonly returnedAt: number;
}

/** A change of the register. */
export interface Write<State> extends Interval {
  /** What it made of the register. */
  readonly state: State;
  /** Who asked for it. */
  readonly what: string;
}

/** A call that changed nothing: it saw the register in a state that allows its answer. */
export interface Read<State> extends Interval {
  /** @param state `undefined` before the first write */
  readonly allows: (state: State | undefined) => boolean;
  readonly what: string;
}

/**
 * Looks for a moment for each operation, between its invocation and its return, so that one after the other they make
 * sense: each write finds the register as the write before it left it, and each read sees a state that allows its
 * answer. That is linearizability (Herlihy and Wing 1990) of one register.
 *
 * The search of Wing and Gong (1993) would try every order in which the operations may have happened. Here the order of
 * the writes is known: the stream has it, and each version has one entry. So the register has only one line of states,
 * and there is nothing to choose. An operation may come next if no other one that is left returned before it was
 * invoked. A read that may come next and is allowed by the state as it is can be placed at once: it changes nothing, so
 * whatever order there is with it further behind, there is one with it here too, and it only leaves fewer operations for
 * others to wait for. When no read can be placed, the next write must be, and if that may not come next, no order
 * exists. So whenever there is an order at all it is found, in steps that number the square of the operations at most.
 *
 * @param writes in the order of the stream
 * @returns the first to return of the operations that have no place; `undefined` when all have one
 */
export function misplaced<State>(
  writes: readonly Write<State>[],
  reads: readonly Read<State>[],
): Write<State> | Read<State> | undefined {
  const left = new Set([...writes, ...reads].sort((a, b) => a.returnedAt - b.returnedAt));
  let state: State | undefined;
  placeReads(left, state);
  for (const write of writes) {
    const first = firstOf(left);
    if (first && first.returnedAt < write.invokedAt) return first;
    left.delete(write);
    state = write.state;
    placeReads(left, state);
  }
  return firstOf(left);
}

function placeReads<State>(left: Set<Write<State> | Read<State>>, state: State | undefined): void {
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const operation of left) {
      const first = firstOf(left);
      const mayComeNext = !first || operation.invokedAt <= first.returnedAt;
      if (mayComeNext && 'allows' in operation && operation.allows(state)) left.delete(operation);
    }
  }
}

function firstOf<T>(set: ReadonlySet<T>): T | undefined {
  const [first] = set;
  return first;
}
