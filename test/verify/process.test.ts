import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { audit } from '../support/audit.js';
import { ownRedis } from '../support/own.js';
import { runVerify } from '../support/run-cli.js';
import { settledWorld } from './world.js';

describe('holdfast verify', () => {
  test('all is well, it exits with 0, prints tables on stdout and nothing on stderr', async () => {
    const { server } = await settledWorld(4);

    const { code, stdout, stderr } = await runVerify({ REDIS_URL: server.target });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^unix:.*: \d+ tickets and \d+ orders in 4 partitions\n\ncheck +looked at +result/,
    );
    expect(stdout).toMatch(/^holds +\d+ +ok +a ticket is held by its one live order/m);
    expect(stdout).toMatch(/^tickets +\{3\}:orders +0 +0 +- +0$/m);
    expect(stdout).toMatch(/\n\nAll is as it must be\.\n$/);
  });

  test('two violations and a dead letter, it exits with 1 and names each in the table and in the document', async () => {
    const { server, redis, heldId, liveId } = await settledWorld();
    await redis.zrem('{0}:orders:due', liveId);
    await redis.hset(`{0}:orders:ticket:${heldId}`, 'price', 1);
    await redis.xadd('{0}:dead:tickets', '*', 'entryId', '1-1', 'error', 'Error: no');

    const tables = await runVerify({ REDIS_URL: server.target });
    expect(tables).toMatchObject({ code: 1, stderr: '' });
    const { code, stdout, stderr } = await runVerify({ REDIS_URL: server.target }, '--json');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const report = JSON.parse(stdout);
    expect(report).toEqual({ where: server.target, ...(await audit(server.target)) });
    expect(report.violations).toHaveLength(2);
    for (const { check, keys, detail } of report.violations)
      expect(tables.stdout).toContain(`  ${check}: ${detail}\n    ${keys.join('\n    ')}`);
    for (const { check, looked, found } of report.checks)
      expect(tables.stdout).toMatch(
        new RegExp(`^${check} +${looked} +${found === 0 ? 'ok' : `${found} wrong`} `, 'm'),
      );
    expect(tables.stdout).toContain(`  {0}:dead:tickets ${report.deadLetters[0].id}, entry 1-1: Error: no`);
    expect(tables.stdout).toMatch(/\n\n2 violations\.\n$/);
  });

  test('a user that may only read, sees everything', async () => {
    const server = await ownRedis({ tcp: true });
    const admin = server.connect();
    await admin.acl('SETUSER', 'auditor', 'on', '>secret', '~*', '-@all', '+@read', '+@transaction');
    await admin.set('holdfast:partitions', 1);
    // Suspicious, so that it looks again at one moment.
    await admin.zadd('{0}:tickets:by-status:available', 0, 'nobody');
    const REDIS_URL = `redis://auditor:secret@127.0.0.1:${server.port}`;

    const { code, stdout, stderr } = await runVerify({ REDIS_URL });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('ticket nobody: stands in the index, and there is no such ticket');
    expect(stdout).not.toContain('secret');
  });

  test('--help: says what it does, and exits with 0', async () => {
    const { code, stdout } = await runVerify({}, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('--json');
  });

  test.each([
    ['an option that it does not know', {}, ['--fix'], /^Unknown option '--fix'\. .*--help/],
    ['an argument', {}, ['now'], /^Too many arguments for 'verify'\. .*--help/],
    [
      'nobody at REDIS_URL',
      { REDIS_URL: 'unix:///nowhere/redis.sock' },
      [],
      /^cannot connect to Redis at unix:\/\/\/nowhere/,
    ],
    ['no URL', { REDIS_URL: 'localhost' }, [], /^REDIS_URL is wrong/],
    [
      'a DATA_DIR that does not exist',
      { DATA_DIR: join(tmpdir(), randomUUID()) },
      [],
      /^DATA_DIR \/.* holds no data/,
    ],
  ])(
    '%s: a sentence says so, and it exits with 2',
    async (_, env: Record<string, string>, args, sentence) => {
      const { code, stdout, stderr } = await runVerify(env, ...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(sentence);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    },
  );

  test("somebody else's Redis: a sentence says so, and it exits with 2", async () => {
    const { target, connect } = await ownRedis();
    await connect().set('sessions', 'of another program');

    const { code, stderr } = await runVerify({ REDIS_URL: target });
    expect(code).toBe(2);
    expect(stderr).toMatch(/holds no data of Holdfast: it has no key holdfast:partitions/);
  });

  test('a user that may not read, or a Redis that is silent: a sentence says so, and it exits with 2', async () => {
    const server = await ownRedis({ tcp: true });
    await server.connect().acl('SETUSER', 'nobody', 'on', '>secret', '~*', '-@all');
    const refused = await runVerify({ REDIS_URL: `redis://nobody:secret@127.0.0.1:${server.port}` });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/^The Redis at redis:\/\/127.* refused to be read: NOPERM/);

    await server.kill('SIGSTOP');
    const silent = await runVerify({ REDIS_URL: server.target });
    expect(silent.code).toBe(2);
    expect(silent.stderr).toMatch(/^cannot connect to Redis at .*: no answer within 1000 ms/);
    await server.kill('SIGCONT');
  });
});
