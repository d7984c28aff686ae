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
});
