import { readConfig } from '../config.js';
import { createProgressLine } from '../progress-line.js';
import { HELP, readArguments } from './arguments.js';
import { openData } from './open-data.js';
import { printReport } from './print-report.js';
import { verify } from './verify.js';

/** `npm run verify` as a process. */
async function main(): Promise<number> {
  const { help, json } = readArguments(process.argv.slice(2));
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { REDIS_URL, DATA_DIR } = process.env;
  const config = readConfig({ REDIS_URL, DATA_DIR });

  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  const data = await openData(config, stopping.signal);
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

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
