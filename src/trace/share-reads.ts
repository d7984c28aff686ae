/** A read that runs, and the one after it, if somebody waits for that. */
interface Turn<T> {
  readonly running: Promise<T>;
  next?: Promise<T>;
}

/**
 * Lets those who ask for the same thing share a read: who comes while one runs waits for the next one, which begins when
 * that one ends. So nobody is told what was read before they asked, and however many ask, one read of a thing runs at
 * a time.
 *
 * Where a read fails, those who wait for the next one fail with it: a second one could take too long as well.
 *
 * @example const readShared = shareReads((id) => subjects.read(id, { limit: 100 }));
 */
export function shareReads<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const turns = new Map<string, Turn<T>>();

  function start(key: string): Promise<T> {
    const turn: Turn<T> = { running: read(key) };
    turns.set(key, turn);
    const forget = () => void turns.delete(key);
    turn.running.then(() => {
      if (!turn.next) forget();
    }, forget);
    return turn.running;
  }

  return (key) => {
    const turn = turns.get(key);
    if (!turn) return start(key);
    turn.next ??= turn.running.then(() => start(key));
    return turn.next;
  };
}
