import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/log.js';

function linesOf(write: (log: ReturnType<typeof createLog>) => void, level: 'info' | 'silent' = 'info') {
  const lines: string[] = [];
  write(createLog(level, { write: (line) => void lines.push(line) }));
  return lines;
}

describe('createLog', () => {
  it('writes one JSON object a line from its level on', () => {
    const lines = linesOf((log) => {
      log.debug('too quiet');
      log.info({ partition: 3 }, 'ready');
    });

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 30, partition: 3, msg: 'ready' });
    expect(linesOf((log) => log.fatal('gone'), 'silent')).toEqual([]);
  });

  it('never writes tokens and secrets', () => {
    const [line = ''] = linesOf((log) =>
      log.info({
        authorization: 'Bearer s3cret',
        headers: { authorization: 'Bearer s3cret', cookie: 's3cret', host: 'localhost' },
        req: { headers: { authorization: 'Bearer s3cret', Authorization: 'Bearer s3cret' } },
        config: { secret: 's3cret', password: 's3cret', AUTH_SECRET: 's3cret' },
        token: 's3cret',
      }),
    );

    expect(line).not.toContain('s3cret');
    expect(line).toContain('localhost');
  });

  it.each(['process.exit()', 'process.kill(process.pid, "SIGTERM")', 'throw new Error("broken")', '0'])(
    'a process that ends by %s right after them: the lines are on stderr, in their order',
    (end) => {
      const log = new URL('../../src/log.ts', import.meta.url).href;
      const source = `
        const { createLog } = await import(${JSON.stringify(log)});
        const log = createLog('info');
        for (let n = 0; n < 300; n += 1) log.info({ n, text: 'x'.repeat(100) }, 'a line');
        process.once('SIGTERM', () => process.exit());
        ${end}`;
      const node = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', source]);
      const lines = node.stderr
        .toString()
        .split('\n')
        .filter((line) => line.startsWith('{"level"'));

      expect(lines.map((line) => JSON.parse(line).n)).toEqual(Array.from({ length: 300 }, (_, n) => n));
    },
    20_000,
  );
});
