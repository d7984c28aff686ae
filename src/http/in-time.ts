/**
 * Waits for a promise, and not for too long.
 *
 * @returns what it resolves with; `undefined` when it has not after so many milliseconds
 * @throws whatever it rejects with in that time
 */
export async function inTime<T>(promise: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
