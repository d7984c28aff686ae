import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { blockOf } from '../../test/support/document.js';
import { commandOf, type StartedContainer, startContainer } from './container.js';
import type { Report } from './report.js';
import type { Ended, Line } from './run-program.js';
import type { ImageConfig, InContainer, Store } from './store.js';
import { walk } from './walk.js';

export interface RunOptions {
  readonly store: Store;
  readonly image: string;
  readonly config: ImageConfig;
  /** An empty directory, for the volume. */
  readonly dir: string;
  /** A free one of this machine, whose network the containers share. */
  readonly port: number;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/**
 * Runs the image as an operator would.
 *
 * @throws Error with a sentence on the first thing that does not hold
 */
export async function checkRuns(options: RunOptions): Promise<void> {
  const { store, image, config, dir, port, report, signal } = options;
  const url = `http://127.0.0.1:${port}`;
  const keys = {
    AUTH_SECRET: randomBytes(48).toString('base64'),
    PAYMENT_WEBHOOK_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
  };
  // There, tini is not process 1, and would say so; as a subreaper it collects orphans all the same.
  const env = { PORT: String(port), TINI_SUBREAPER: '1' };
  const volume = { from: join(dir, 'data'), to: '/data' };
  const create = async () => {
    const { container, root } = await store.createContainer(image, ['/data']);
    const where: InContainer = { container, volume, env: { ...env, ...keys } };
    return { where, root };
  };
  const started: StartedContainer[] = [];
  const start = async (where: InContainer) => {
    const container = startContainer({ store, where, config, url, signal });
    started.push(container);
    await container.ready();
    return container;
  };
  try {
    const first = await report.step('container', create);
    await createVolume(volume.from, join(first.root, 'data'));
    const locked = { ...first.where, env };
    await report.step('start without AUTH_SECRET', () => refuses(store, locked, config), firstLine);
    const server = await report.step('start', () => start(first.where));
    await report.step('processes', () => runsAs(server, config), String);
    await report.step('health check', () => isHealthy(store, first.where, config));
    const story: Line = ['holdfast', 'story', '--url', url];
    await report.step('holdfast story', () => succeeds(store, first.where, story), lastLine);
    const sold = await readSold(url);
    const another = { ...first.where, volume: { from: join(dir, 'restored'), to: '/data' } };
    await createVolume(another.volume.from, join(first.root, 'data'));
    await report.step('backup', () => backsUp(store, first.where, join(another.volume.from, ARCHIVE)));
    await report.step('restored elsewhere', () => restores(store, another), lastLine);
    await report.step('SIGTERM, with an event stream open', () => drains(server, url), tellStop);
    await report.step('files outside of /data', () => wroteNothing(first.root, config), String);

    const second = await report.step('a new container', create);
    const next = await report.step('start on the same volume', () => start(second.where));
    const verify: Line = ['holdfast', 'verify'];
    await report.step('holdfast verify', () => succeeds(store, second.where, verify), lastLine);
    await report.step("the story's ticket", () => isAsBefore(url, sold), String);
    await report.step('SIGTERM', () => drains(next, url), tellStop);
  } finally {
    for (const container of started) container.kill();
  }
}

/** A new volume has the owner and the permissions of what the image has at its place. */
async function createVolume(path: string, like: string): Promise<void> {
  const { uid, gid, mode } = await stat(like);
  await mkdir(path);
  await chown(path, uid, gid);
  await chmod(path, mode & 0o7777);
}

/** A server that has not ended by then has started. */
const REFUSED_MS = 30_000;

async function refuses(store: Store, where: InContainer, config: ImageConfig): Promise<string> {
  const running = store.start(where, commandOf(config));
  const limit = sleep(REFUSED_MS, undefined, { ref: false });
  const ended = await Promise.race([running.ended, limit]).finally(running.kill);
  if (!ended) throw new Error('The container starts without AUTH_SECRET.');
  const { code, stderr } = ended;
  if (code === 0) throw new Error('The exit code is 0 although AUTH_SECRET is missing.');
  if (!stderr.includes('AUTH_SECRET'))
    throw new Error(`It does not say that AUTH_SECRET is missing:\n${stderr}`);
  const health = await store.exec(where, healthLine(config));
  if (health.code === 0) throw new Error('The health check passes although no server runs.');
  return stderr;
}

async function runsAs(server: StartedContainer, { User }: ImageConfig): Promise<string> {
  const processes = await server.processes();
  const names = processes.map(({ name }) => name);
  for (const name of ['tini', 'node', 'redis-server']) {
    if (!names.includes(name))
      throw new Error(`There is no ${name} among the processes: ${names.join(', ')}.`);
  }
  const uid = Number.parseInt(User, 10);
  for (const { name, uids } of processes) {
    if (uid === 0 || uids.some((one) => one !== uid))
      throw new Error(`${name} runs as user ${uids.join(', ')}.`);
  }
  return `${names.join(', ')} as user ${uid}`;
}

async function isHealthy(store: Store, where: InContainer, config: ImageConfig): Promise<void> {
  const { stdout } = await succeeds(store, where, healthLine(config));
  if (!stdout.includes('"ready"')) throw new Error(`The health check does not say what it found:\n${stdout}`);
}

function healthLine({ Healthcheck }: ImageConfig): Line {
  const [, program, ...args] = Healthcheck?.Test ?? [];
  if (program === undefined) throw new Error('The image has no HEALTHCHECK.');
  return [program, ...args];
}

async function succeeds(store: Store, where: InContainer, line: Line): Promise<Ended> {
  const ended = await store.exec(where, line);
  if (ended.code === 0) return ended;
  throw new Error(`${line.join(' ')}: exit code ${ended.code}.\n${ended.stdout}${ended.stderr}`.trimEnd());
}

const ARCHIVE = 'backup.tar.gz';

/** By the commands of docs/operating.md. The archive is handed over in the volume, where an operator has a pipe. */
async function backsUp(store: Store, where: InContainer, archive: string): Promise<void> {
  const commands = await blockOf(DOCUMENT, 'sh backup');
  const dir = await told(
    /`docker exec -it -w (\S+) holdfast sh`/,
    'where in the container the backup is made',
  );
  await succeeds(store, where, ['sh', '-c', `cd ${dir} && ${commands}`]);
  const path = await told(/`docker exec holdfast cat (\S+) > backup\.tar\.gz`/, 'how to get the backup');
  const { stdout } = await succeeds(store, where, ['base64', path]);
  await writeFile(archive, Buffer.from(stdout, 'base64'));
  const left = await told(/`docker exec holdfast rm (\S+)`/, 'how to remove the backup');
  await succeeds(store, where, ['rm', left]);
}

async function restores(store: Store, where: InContainer): Promise<Ended> {
  const commands = await told(
    /--entrypoint sh holdfast -c '([^']+)' < backup\.tar\.gz/,
    'how to restore into a volume',
  );
  await succeeds(store, where, ['sh', '-c', `(${commands}) < /data/${ARCHIVE}`]);
  return await succeeds(store, where, ['holdfast', 'verify']);
}

const DOCUMENT = 'docs/operating.md';

/** What the document says in the first brackets of the pattern. */
async function told(pattern: RegExp, what: string): Promise<string> {
  const [, text] = pattern.exec(await readFile(DOCUMENT, 'utf8')) ?? [];
  if (text === undefined) throw new Error(`${DOCUMENT} does not say ${what}.`);
  return text;
}

/** With a client that would stay for ever, as a browser does. */
async function drains(server: StartedContainer, url: string) {
  const events = await fetch(`${url}/api/events`);
  const reading = events.text().catch(() => 'cut');
  const { code, elapsedMs, stdout, stderr } = await server.stop();
  if (code !== 0) throw new Error(`The exit code after SIGTERM is ${code}.\n${stdout}${stderr}`);
  if ((await reading) === 'cut') throw new Error('SIGTERM cuts an event stream instead of ending it.');
  return elapsedMs;
}

async function wroteNothing(root: string, { User }: ImageConfig): Promise<string> {
  const uid = Number.parseInt(User, 10);
  const written = (await walk(root)).filter(({ path, uid: owner }) => owner === uid && path !== '/data');
  if (written.length === 0) return 'none';
  const paths = written.map(({ path }) => path).join(', ');
  throw new Error(`The server has written outside of /data, which a read-only container refuses: ${paths}.`);
}

const tickets = z.object({
  items: z.array(z.object({ id: z.string(), title: z.string(), version: z.number(), price: z.number() })),
});

/** The tickets that are sold, as text. */
async function readSold(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/tickets?status=sold`);
  const { items } = tickets.parse(await answer.json());
  if (items.length !== 1) throw new Error(`${items.length} tickets are sold after the story, and not 1.`);
  return JSON.stringify(items);
}

async function isAsBefore(url: string, sold: string): Promise<string> {
  const found = await readSold(url);
  if (found === sold) return 'sold, as before';
  throw new Error(`The ticket is not what it was.\nbefore: ${sold}\nafter:  ${found}`);
}

function tellStop(elapsedMs: number): string {
  return `exit code 0 after ${Math.round(elapsedMs)} ms`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function lastLine({ stdout }: Ended): string {
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}
