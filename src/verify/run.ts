import { readConfig } from '../config.js';
import { createProgressLine } from '../progress-line.js';
import { openData } from './open-data.js';
import { printReport } from './print-report.js';
import { verify } from './verify.js';

export interface VerifyRun {
  /** Of REDIS_URL and DATA_DIR. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether to print one JSON document instead of tables. */
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/**
 * Checks all that is stored, and prints what it found.
 *
 * @returns the exit code
 * @throws Error with a sentence when it could not look
 */
export async function runVerify({ env, json, signal }: VerifyRun): Promise<number> {
  const { REDIS_URL, DATA_DIR } = env;
  const config = readConfig({ REDIS_URL, DATA_DIR });
  const data = await openData(config, signal);
  const line = createProgressLine(process.stderr, () => performance.now());
  try {
    const { reads, partitions, where, file } = data;
    const report = await verify({ reads, partitions, file, progress: line.progress, now: Date.now });
    line.clear();
    process.stdout.write(`${json ? JSON.stringify({ where, ...report }) : printReport(report, where)}\n`);
    return report.ok ? 0 : 1;
  } finally {
    line.clear();
    await data.close();
  }
}
