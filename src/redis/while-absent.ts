import { createConnection } from 'node:net';
import { type SpawnLock, takeSpawnLock } from './spawn-lock.js';

/**
 * Does something while no Redis runs in a directory and nobody else may start one there.
 *
 * @param work touches the lock once a second
 * @returns `undefined`, without having done it, where one runs or somebody else has the lock
 */
export async function whileAbsent<T>(
  { socket, lock: path }: { readonly socket: string; readonly lock: string },
  work: (lock: SpawnLock) => Promise<T>,
): Promise<T | undefined> {
  const lock = await takeSpawnLock(path);
  if (lock === undefined) return undefined;
  try {
    return (await isAbsent(socket)) ? await work(lock) : undefined;
  } finally {
    await lock.release();
  }
}

/** Whether nobody listens on the socket: a server that is busy, loading or stopped still accepts. */
export function isAbsent(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path, () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(true);
      // Somebody listened, and ended before they took the connection.
      else if (error.code === 'ECONNRESET') resolve(false);
      else reject(error);
    });
  });
}
