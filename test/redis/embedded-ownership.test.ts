import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { closeQuietly } from '../../src/redis/connect.js';
import { openExisting } from '../../src/redis/open-existing.js';
import { claimOwnership } from '../../src/redis/ownership.js';
import { takeSpawnLock } from '../../src/redis/spawn-lock.js';
import {
  accepts,
  collectLog,
  embedded,
  pidOf,
  reconnected,
  scratch,
  serverProcess,
  startedIn,
} from '../support/embedded.js';
import { isAlive } from '../support/process.js';
import { waitFor } from '../support/wait-for.js';

describe('startEmbedded', () => {
  test('the Redis of a killed server is adopted: the same process, with its data', async () => {
    const dir = await scratch();
    const server = await serverProcess(dir);
    expect(server.said).toBe('ready');
    const before = await reconnected(`unix://${dir}/redis.sock`);
    await before.set('ticket', 'kept');
    const orphanPid = await pidOf(before);
    await server.kill('SIGKILL');

    const { redis, log, stop } = await embedded(dir);
    expect(await pidOf(redis)).toBe(orphanPid);
    expect(await redis.get('ticket')).toBe('kept');
    expect(log.lines).toEqual([['info', 'adopted the Redis that a killed server left behind']]);

    await stop();
    // Nobody's child: its connections close a moment before the kernel has forgotten it.
    await waitFor(() => !isAlive(orphanPid), { what: 'the adopted Redis to be gone' });
    expect(existsSync(join(dir, 'redis.sock'))).toBe(false);
  });

  test("a Ctrl-C in the server's terminal does not reach Redis: the server may drain first", async () => {
    const dir = await scratch();
    const server = await serverProcess(dir);
    const redis = await reconnected(`unix://${dir}/redis.sock`);
    const uptime = async () => Number(/^uptime_in_seconds:(\d+)/m.exec(await redis.info('server'))?.[1]);
    const before = await uptime();
    await server.interrupt();
    // redis-server acts on a signal within a tenth of a second.
    await waitFor(async () => (await uptime()) > before + 1, { what: 'Redis to live on' });
  });

  test('an adopted Redis that is killed is started again', async () => {
    const dir = await scratch();
    const server = await serverProcess(dir);
    await server.kill('SIGKILL');
    const { redis, target } = await embedded(dir);
    await redis.set('ticket', 'kept');
    process.kill(await pidOf(redis), 'SIGKILL');
    expect(await (await reconnected(target)).get('ticket')).toBe('kept');
  });

  test('server and Redis killed: the socket file that is left is no obstacle', async () => {
    const dir = await scratch();
    const server = await serverProcess(dir);
    const before = await reconnected(`unix://${dir}/redis.sock`);
    await before.set('ticket', 'kept');
    const pid = await pidOf(before);
    await server.kill('SIGKILL');
    process.kill(pid, 'SIGKILL');
    await waitFor(async () => !(await accepts(dir)), { what: 'the socket to refuse' });
    expect(existsSync(join(dir, 'redis.sock'))).toBe(true);

    const { redis } = await embedded(dir);
    expect(await redis.get('ticket')).toBe('kept');
  });

  test('a directory in use by a living server is refused, and the server is not disturbed', async () => {
    const dir = await scratch();
    const { redis } = await embedded(dir);
    await expect(startedIn(dir)).rejects.toThrow(
      `DATA_DIR ${dir} is in use by another Holdfast (pid ${process.pid}). Stop it, choose another DATA_DIR, ` +
        'or let both share one Redis by REDIS_URL.',
    );
    expect(await redis.ping()).toBe('PONG');
  });

  test.each(['in one process', 'in four processes'])(
    'of many starts at once exactly one wins, %s',
    async (where) => {
      const dir = await scratch();
      const outcomes = await Promise.all(
        Array.from({ length: where === 'in one process' ? 8 : 4 }, async () => {
          if (where === 'in four processes') return (await serverProcess(dir)).said;
          return startedIn(dir).then(
            () => 'ready',
            (error: Error) => error.message,
          );
        }),
      );
      expect(outcomes.filter((outcome) => outcome === 'ready')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome.includes('in use by another Holdfast'))).toHaveLength(
        outcomes.length - 1,
      );
      const log = await readFile(join(dir, 'redis.log'), 'utf8');
      expect(log.match(/Server initialized/g)).toHaveLength(1);
    },
  );

  test('of many starts at once that find an orphan exactly one adopts it', async () => {
    const dir = await scratch();
    const server = await serverProcess(dir);
    const orphanPid = await pidOf(await reconnected(`unix://${dir}/redis.sock`));
    await server.kill('SIGKILL');
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => startedIn(dir)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await pidOf(await reconnected(`unix://${dir}/redis.sock`))).toBe(orphanPid);
  });

  test('a starter that was killed while it started Redis delays the next start and does not stop it', async () => {
    const dir = await scratch();
    await takeSpawnLock(join(dir, 'redis.lock'));
    const { redis } = await embedded(dir);
    expect(await redis.ping()).toBe('PONG');
  });

  test('a lock whose holder lives: the start waits longer than for silence, says for what, and goes on', async () => {
    const { dir, release } = await heldDirectory();
    const log = collectLog();
    // A remark comes after 2 s.
    const starting = startedIn(dir, log, { silenceMs: 1900 });
    await waitFor(() => log.lines.length > 0, { what: 'the remark' });
    await release();
    await expect(starting).resolves.toBeDefined();
    expect(log.lines[0]).toEqual(['warn', waitsFor(dir)]);
  });

  test('a lock whose holder lives, and a tool: it says on the terminal what it waits for', async () => {
    const { dir, release } = await heldDirectory();
    await mkdir(join(dir, 'appendonlydir'));
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { signal } = new AbortController();
    const opening = openExisting({ dataDir: dir, name: 'tool', signal });
    await waitFor(() => written.mock.calls.length > 0, { what: 'the sentence' });
    await release();
    const { redis, started } = await opening;
    closeQuietly(redis);
    await started?.stop();
    expect(written.mock.calls[0]?.[0]).toBe(`${waitsFor(dir)}\n`);
  });

  test('a lock that is held, and nobody shows life: the start gives up and says what to do', async () => {
    const dir = await scratch();
    const path = join(dir, 'redis.lock');
    await mkdir(path);
    // As after the clock was set back: it does not become stale in time.
    await writeFile(join(path, `${Date.now() + 3_600_000}-of-somebody`), '');
    await expect(startedIn(dir, collectLog(), { silenceMs: 500 })).rejects.toThrow(
      `Somebody holds ${path} and has shown no life for 0.5 s. If nothing runs there, remove it and start again.`,
    );
  });

  test('an owner whose connection vanishes a moment after the start is no obstacle', async () => {
    const dir = await scratch();
    const server = await serverProcess(dir);
    const target = `unix://${dir}/redis.sock`;
    const dying = await reconnected(target);
    await server.kill('SIGKILL');
    await waitFor(async () => (await claimOwnership(dying)) === undefined, { what: 'the owner to be gone' });

    const observer = await reconnected(target);
    const claims = async () =>
      Number(/^cmdstat_exec:calls=(\d+)/m.exec(await observer.info('commandstats'))?.[1]);
    const before = await claims();
    const starting = startedIn(dir);
    await waitFor(async () => (await claims()) > before, { what: 'the start to be refused once' });
    dying.disconnect();
    await expect(starting).resolves.toBeDefined();
  });

  test('a start while the last owner is stopping ends well', async () => {
    const dir = await scratch();
    const first = await embedded(dir);
    await first.redis.set('ticket', 'kept');
    const [second] = await Promise.all([embedded(dir), first.stop()]);
    expect(await second.redis.get('ticket')).toBe('kept');
  });

  test('a Redis that accepts connections and is silent is not fought: no second server is started', async () => {
    const dir = await scratch();
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(join(dir, 'redis.sock'), resolve));
    const starting = startedIn(dir);
    await waitFor(
      () => new Promise<boolean>((resolve) => silent.getConnections((_, count) => resolve(count > 0))),
      {
        what: 'the start to knock',
      },
    );
    expect(existsSync(join(dir, 'redis.log'))).toBe(false);
    silent.close();
    await expect(starting).resolves.toBeDefined();
  });
});

/** A directory whose lock somebody holds who lives. */
async function heldDirectory() {
  const dir = await scratch();
  const lock = await takeSpawnLock(join(dir, 'redis.lock'));
  if (lock === undefined) throw new Error('somebody else has it');
  const timer = setInterval(() => void lock.touch().catch(() => undefined), 300);
  onTestFinished(() => clearInterval(timer));
  return {
    dir,
    async release() {
      clearInterval(timer);
      // A touch that is under way gives the lock another name.
      await waitFor(
        async () => {
          await lock.release();
          return (await readdir(join(dir, 'redis.lock'))).includes('free');
        },
        { what: 'the lock to be free' },
      );
    },
  };
}

function waitsFor(dir: string): string {
  return (
    `another process (pid ${process.pid}) is at the files of DATA_DIR ${dir}, such as holdfast verify: ` +
    'the start waits until it has finished'
  );
}
