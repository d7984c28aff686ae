import { execFile } from 'node:child_process';
import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { blockOf } from '../support/document.js';
import { scratch } from '../support/embedded.js';
import { isOnPath } from '../support/on-path.js';
import { startRedis } from '../support/redis.js';

/** Records how it is called, and runs what is to run in a container of the service where that has its data: here. */
const DOCKER = `#!/bin/sh
echo "$*" >>"\${0%/*}/calls"
[ "$4" = run ] || exit 0
while [ "$1" != redis ]; do shift; done
shift
exec "$@"
`;

// redis-check-aof, which knows no --version, comes with it.
it.skipIf(!isOnPath('redis-cli'))(
  'docs/operating.md, the file of a Redis that is cut in a transaction: Redis refuses it, and has all before it afterwards',
  async () => {
    const redis = await startRedis({
      appendonly: true,
      args: ['--appendfsync', 'always', '--aof-load-truncated', 'no'],
    });
    onTestFinished(redis.stop);
    const client = redis.connect();
    await client.multi().set('a', 1).set('b', 1).exec();
    await client.multi().set('a', 2).set('b', 2).exec();
    client.disconnect();
    await redis.kill('SIGKILL');
    const file = join(redis.dir, 'appendonlydir', 'appendonly.aof.1.incr.aof');
    await truncate(file, (await stat(file)).size - 20);
    await expect(redis.restart()).rejects.toThrow('Unexpected end of file reading the append only file');
    await writeFile(join(redis.dir, 'log'), '');

    const bin = await scratch();
    await writeFile(join(bin, 'docker'), DOCKER, { mode: 0o755 });
    const output = await shell(redis.dir, bin, await blockOf('docs/operating.md', 'sh cut'));

    expect(output).toContain('Successfully truncated AOF');
    const calls = (await readFile(join(bin, 'calls'), 'utf8')).trimEnd().split('\n');
    expect(calls.map((call) => call.split(' ').slice(0, 4).join(' '))).toEqual(
      ['stop', 'run', 'run', 'up'].map((name) => `compose --profile pair ${name}`),
    );
    expect((await stat(join(redis.dir, 'backup.redis.tar.gz'))).mode & 0o777).toBe(0o600);
    await redis.restart();
    expect(await redis.connect().mget('a', 'b')).toEqual(['1', '1']);
  },
);

/** What the commands print, run in a directory with these programs before all others. */
function shell(cwd: string, bin: string, commands: string): Promise<string> {
  const env = { PATH: [bin, process.env.PATH].join(delimiter) };
  return new Promise((resolve, reject) => {
    execFile('sh', ['-c', commands], { cwd, env }, (error, stdout, stderr) => {
      if (error) reject(new Error(stdout + stderr, { cause: error }));
      else resolve(stdout + stderr);
    });
  });
}
