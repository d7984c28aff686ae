import { closeQuietly, connectExclusive, type RedisTarget } from '../../src/redis/index.js';
import { createReads } from '../../src/verify/reads.js';
import { type Report, type VerifyOptions, verify } from '../../src/verify/verify.js';

/** What `holdfast verify` finds, without the process around it. */
export async function audit(
  target: RedisTarget,
  partitions = 1,
  options: Partial<VerifyOptions> = {},
): Promise<Report> {
  const redis = await connectExclusive(target, 'holdfast-verify');
  try {
    const reads = createReads(redis, new AbortController().signal);
    return await verify({ reads, partitions, progress: () => undefined, now: Date.now, ...options });
  } finally {
    closeQuietly(redis);
  }
}
