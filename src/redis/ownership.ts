import type { Redis } from 'ioredis';

const namePrefix = 'holdfast-owner-';

/**
 * Makes this process the owner of an embedded Redis, for as long as the connection lives: the owner's connection bears
 * its name, CLIENT LIST shows it to everybody else, and the kernel closes it when the owner is killed.
 *
 * @returns undefined when the Redis is ours now, else the pid of the process that owns it.
 */
export async function claimOwnership(redis: Redis): Promise<number | undefined> {
  // In one transaction, so that of two claimants the second sees the first, never neither and never both.
  const replies = await redis
    .multi()
    .client('SETNAME', `${namePrefix}${process.pid}`)
    .client('ID')
    .client('LIST')
    .exec();
  const [, ownId, list] = (replies ?? []).map(([error, reply]) => {
    if (error !== null) throw error;
    return reply;
  });
  const rival = ownersIn(String(list)).find(({ id }) => id !== ownId);
  if (rival !== undefined) await redis.client('SETNAME', 'holdfast-claimant');
  return rival?.pid;
}

/** The owners among the connections of a CLIENT LIST reply, by client id. */
export function ownersIn(clientList: string): { id: number; pid: number }[] {
  return clientList.split('\n').flatMap((line) => {
    const id = /^id=(\d+) /.exec(line)?.[1];
    const pid = new RegExp(` name=${namePrefix}(\\d+) `).exec(line)?.[1];
    return id === undefined || pid === undefined ? [] : [{ id: Number(id), pid: Number(pid) }];
  });
}
