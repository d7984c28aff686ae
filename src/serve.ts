import { type Config, ConfigError, readConfig } from './config.js';
import { type Holdfast, start } from './main.js';

/** `npm start`: the server as a process. */
async function serve(): Promise<void> {
  const config = readConfig(process.env);
  // npm passes on the signal that the terminal has sent already, so it comes twice.
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
  const holdfast = await start(config);
  process.stdout.write(`${greeting(config, holdfast)}\n`);
  await stopped;
  await holdfast.stop();
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
  ];
  return lines.join('\n');
}

try {
  await serve();
} catch (error) {
  const message = error instanceof ConfigError || error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
