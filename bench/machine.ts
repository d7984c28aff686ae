import { execFile } from 'node:child_process';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { redis } from './product.js';

/** Where it was measured. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly system: string;
  readonly node: string;
  readonly redis: string;
  /** Load averages over 1, 5 and 15 minutes before the first row. */
  readonly loadBefore: readonly number[];
}

export async function lookAtMachine(): Promise<Machine> {
  const processors = cpus();
  const server = await redis.findRedisServer();
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown processor',
    cores: processors.length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    redis: server?.version ?? 'none',
    loadBefore: loadavg(),
  };
}

/** The commit that is checked out; `unknown` where there is no git. */
export async function currentCommit(): Promise<string> {
  try {
    const root = join(import.meta.dirname, '..');
    const { stdout } = await promisify(execFile)('git', ['rev-parse', '--short', 'HEAD'], { cwd: root });
    return stdout.trim();
  } catch {
    return 'unknown';
  }
}
