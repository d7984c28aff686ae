import { type Config, readConfig } from './config.js';
import { type Holdfast, start } from './main.js';

/** `npm start`: the server as a process. */
async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  // npm passes on the signal that the terminal has sent already, so it comes twice; SIGHUP is a terminal that closes.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());

  const holdfast = await start(config, stopping.signal).catch((error: unknown) => {
    if (stopping.signal.aborted) return undefined;
    throw error;
  });
  if (!holdfast) return;
  process.stdout.write(`${greeting(config, holdfast)}\n`);
  await stopped;
  const late = setTimeout(giveUp, STOP_MS);
  await holdfast.stop();
  clearTimeout(late);
}

/** Whatever hangs, the process is gone within 10 s. What was acknowledged is stored; the next start adopts Redis. */
const STOP_MS = 9500;

function giveUp(): void {
  process.stderr.write(`Not everything could be ended within ${STOP_MS} ms.\n`);
  process.exit(1);
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

try {
  await serve();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
