import { setTimeout as delay } from 'node:timers/promises';
import { startHoldfast, withServer } from '../process/server.js';
import { cpuSecondsOf } from '../process/usage.js';
import type { Connection } from '../product.js';
import type { Metrics, Size, World } from '../row.js';
import { withConnection } from './bus.js';

/** The first upkeep is 5 s after the start on average, and then there is one in 30 s. */
const WINDOWS: Readonly<Record<Size, { readonly settleMs: number; readonly measureMs: number }>> = {
  full: { settleMs: 8000, measureMs: 30_000 },
  short: { settleMs: 2000, measureMs: 5000 },
};

/** What a server does that nobody asks for anything. */
export function watchIdle({ redis: target, size }: World): Promise<Metrics> {
  const { settleMs, measureMs } = WINDOWS[size];
  return withConnection(target, async (redis) => {
    return await withServer(startHoldfast(target), async ({ pid }) => {
      await delay(settleMs);
      const before = await look(redis, pid);
      await delay(measureMs);
      const after = await look(redis, pid);
      const seconds = (after.at - before.at) / 1000;
      return {
        // The INFO of this process was not there without us.
        commands: (after.commands - before.commands - 1) / seconds,
        cpu: ((after.cpuSeconds - before.cpuSeconds) / seconds) * 100,
      };
    });
  });
}

async function look(redis: Connection, pid: number) {
  const stats = await redis.info('stats');
  return {
    at: performance.now(),
    commands: Number(/^total_commands_processed:(\d+)/m.exec(stats)?.[1]),
    cpuSeconds: await cpuSecondsOf(pid),
  };
}
