import { runAsProcess } from '../command-line.js';
import { readConfig } from '../config.js';
import { createProgressLine } from '../progress-line.js';
import { type Arguments, HELP, readArguments } from './arguments.js';
import { openData } from './open-data.js';
import { printReport } from './print-report.js';
import { verify } from './verify.js';

/** `npm run verify` as a process. */
async function main({ json }: Arguments, signal: AbortSignal): Promise<number> {
  const { REDIS_URL, DATA_DIR } = process.env;
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

await runAsProcess({ help: HELP, readArguments, run: main });
