import { once } from 'node:events';
import { type Config, readConfig } from './config.js';
import { type Holdfast, start } from './main.js';

/**
 * Runs a server until it is told to stop.
 *
 * @param env the configuration
 * @param signal aborted when it is to stop
 * @returns the exit code
 * @throws Error with a sentence for the operator when it cannot start
 */
export async function serve(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<number> {
  const config = readConfig(env);
  const holdfast = await start(config, signal).catch((error: unknown) => {
    if (signal.aborted) return undefined;
    throw error;
  });
  if (!holdfast) return 0;
  process.stdout.write(`${greeting(config, holdfast)}\n`);
  if (!signal.aborted) await once(signal, 'abort');
  const late = setTimeout(giveUp, STOP_MS);
  await holdfast.stop();
  clearTimeout(late);
  return 0;
}

/** Whatever hangs, the process is gone within 10 s. What was acknowledged is stored; the next start adopts Redis. */
const STOP_MS = 9500;

function giveUp(): void {
  process.stderr.write(`Not everything could be ended within ${STOP_MS} ms.\n`);
  process.exit(2);
}

function greeting({ mode, dataDir, redisUrl, host }: Config, { url }: Holdfast): string {
  const data = redisUrl === undefined ? dataDir : new URL(redisUrl).host || new URL(redisUrl).pathname;
  const lines = [
    `Holdfast is at ${url}`,
    `  mode   ${mode}${mode === 'development' ? `: tokens for everybody, on ${host} only` : ''}`,
    `  data   ${data}`,
    mode === 'development'
      ? `  token  curl -s ${url}/dev/token -H 'content-type: application/json' -d '{"user":"ann"}'`
      : '  token  from your issuer, as a JWT in the header "Authorization: Bearer …"',
    `  docs   ${url}/docs`,
  ];
  return lines.join('\n');
}
