import { setTimeout as sleep } from 'node:timers/promises';
import { contractAt } from '../support/contract-at.js';
import { startProxy, type Proxy as TcpProxy } from '../support/proxy.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { launchServerProcess, type ServerProcess } from '../support/server-process.js';
import { newWebhookSecret } from '../support/sign-webhook.js';
import type { Scenario } from './scenario.js';

/** A server process, and the proxy by which it reaches Redis. */
export interface Node {
  readonly proxy: TcpProxy;
  readonly url: string;
  readonly pid: number;
  /** kill -9, and a new process in its place. */
  replace(): Promise<void>;
  /** What all its processes have written. */
  readonly log: string;
  /** How processes ended that nobody had killed. */
  readonly deaths: readonly string[];
}

/** Two servers on one Redis that forgets nothing it has answered. */
export interface World {
  readonly redis: RedisServer;
  readonly nodes: readonly [Node, Node];
  readonly webhookSecret: string;
  stop(): Promise<void>;
}

/** Several rounds begin at a time, on a machine that may be busy with others. */
const START_MS = 60_000;

export async function startWorld({ partitions, holdSeconds }: Scenario): Promise<World> {
  const webhookSecret = newWebhookSecret();
  const redis = await startRedis({ appendonly: true, args: ['--appendfsync', 'always'] });
  const env = {
    PARTITIONS: String(partitions),
    ORDER_HOLD_SECONDS: String(holdSeconds),
    PAYMENT_WEBHOOK_SECRET: webhookSecret,
    LOG_LEVEL: 'info',
  };
  const started = await Promise.allSettled([startNode(redis, env), startNode(redis, env)]);
  const nodes = started.flatMap((node) => (node.status === 'fulfilled' ? [node.value] : []));
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    await redis.stop();
  };
  const [first, second] = nodes;
  if (first && second) return { redis, nodes: [first, second], webhookSecret, stop };
  await stop();
  const reasons = started.map((node) => (node.status === 'rejected' ? String(node.reason) : 'started'));
  throw new Error(`the servers did not start: ${reasons.join(' / ')}`);
}

async function startNode(redis: RedisServer, env: Record<string, string>) {
  const proxy = await startProxy(redis);
  const deaths: string[] = [];
  let log = '';
  let server: ServerProcess | undefined;
  let killed = false;

  async function launch(): Promise<ServerProcess> {
    const launched = await launchServerProcess({ ...env, REDIS_URL: proxy.target }, { timeoutMs: START_MS });
    await contractAt(launched.url);
    void launched.process.exited.then((exit) => {
      log += launched.process.stdout + launched.process.stderr;
      if (!killed) deaths.push(`${JSON.stringify(exit)} ${launched.process.stderr.slice(-2000)}`);
    });
    return launched;
  }

  async function end(): Promise<void> {
    killed = true;
    await server?.process.end('SIGKILL');
    killed = false;
  }

  const running = () => {
    if (server === undefined) throw new Error('the server does not run');
    return server;
  };

  try {
    server = await launch();
  } catch (error) {
    await proxy.stop();
    throw error;
  }
  return {
    proxy,
    deaths,
    get url() {
      return running().url;
    },
    get pid() {
      return running().process.pid;
    },
    get log() {
      return log + running().process.stdout + running().process.stderr;
    },
    async replace() {
      await end();
      server = await persistently(launch);
    },
    async stop() {
      await end();
      await proxy.stop();
    },
  };
}

/** A server that does not get to Redis when it starts gives up, and whoever supervises it tries again. */
async function persistently<T>(start: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (attempt === 10) throw error;
      await sleep(200);
    }
  }
}
