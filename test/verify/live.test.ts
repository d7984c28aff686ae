import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { audit } from '../support/audit.js';
import { ownRedis } from '../support/own.js';

test.each([
  ['are kept whole', 1_000_000],
  ['are trimmed meanwhile', 100],
])(
  'verify: two processes change the market all the time and its streams %s, no violation, ten times in a row',
  {
    timeout: 90_000,
  },
  async (_, kept) => {
    const { target, connect } = await ownRedis();
    const redis = connect();
    const loads = [startLoad(target, kept, 1), startLoad(target, kept, 2)];
    for (const load of loads) await load.more();

    let orders = 0;
    for (let round = 0; round < 10; round += 1) {
      const report = await audit(target, PARTITIONS, { recordsPerJob: round % 2 === 0 ? 1_000_000 : 500 });
      expect(report.violations).toEqual([]);
      expect(report.orders).toBeGreaterThan(orders);
      orders = report.orders;
      for (const load of loads) await load.more();
    }
    for (const group of ['tickets', 'orders']) expect(await redis.xlen(`{0}:dead:${group}`)).toBe(0);
  },
);

const PARTITIONS = 4;

/** A process that works on the market until the test is over. */
function startLoad(target: string, kept: number, seed: number) {
  const fixture = join(import.meta.dirname, 'fixtures', 'load-process.ts');
  const args = ['--import', 'tsx', fixture, target, String(PARTITIONS), String(seed), String(kept)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    /** Resolves when it has made another hundred changes. */
    async more(): Promise<void> {
      expect((await lines.next()).done).toBe(false);
    },
  };
}
