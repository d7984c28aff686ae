import { setTimeout as sleep } from 'node:timers/promises';
import type { Proxy as TcpProxy } from '../support/proxy.js';
import type { Fault, FaultKind } from './faults.js';
import type { World } from './world.js';

/** How often each kind of fault has happened. */
export type Tally = Map<FaultKind, number>;

/** Lets the faults of a schedule happen, one after the other, and counts those that did. */
export async function inject(
  world: World,
  schedule: readonly Fault[],
  { tally, signal }: { readonly tally: Tally; readonly signal: AbortSignal },
): Promise<void> {
  for (const fault of schedule) {
    await pause(fault.afterMs, signal);
    if (signal.aborted) return;
    if (await happen(world, fault, signal)) tally.set(fault.kind, (tally.get(fault.kind) ?? 0) + 1);
  }
}

/** @returns whether there was anything that it could happen to */
function happen(world: World, fault: Fault, signal: AbortSignal): Promise<boolean> {
  const node = fault.server === 0 ? world.nodes[0] : world.nodes[1];
  const { proxy } = node;
  const { forMs, kind } = fault;
  switch (kind) {
    case 'cut all': {
      const { length } = proxy.connections;
      proxy.cut();
      return Promise.resolve(length > 0);
    }
    case 'cut one': {
      const { connections } = proxy;
      const connection = connections[fault.connection % connections.length];
      connection?.cut();
      return Promise.resolve(connection !== undefined);
    }
    case 'cut before':
    case 'cut after':
      return cutAt(proxy, kind === 'cut before' ? 'cut-before' : 'cut-after', fault, signal);
    case 'lost replies':
      return lasting(proxy.dropReplies, () => healAndCut(proxy), forMs, signal);
    case 'late replies':
      return lasting(proxy.pauseReplies, proxy.heal, forMs, signal);
    case 'black hole':
      return lasting(proxy.blackHole, proxy.heal, forMs, signal);
    case 'delay':
      return lasting(() => proxy.delay(5 + (fault.connection % 60)), proxy.heal, forMs, signal);
    case 'trickle':
      return lasting(() => proxy.trickle(1 + (fault.connection % 7)), proxy.heal, forMs, signal);
    case 'client kill':
      return clientKill(world);
    case 'kill -9 server':
      return done(node.replace());
    case 'pause server':
      return lasting(
        () => process.kill(node.pid, 'SIGSTOP'),
        () => process.kill(node.pid, 'SIGCONT'),
        forMs,
        signal,
      );
    case 'kill -9 redis':
      return done(world.redis.kill('SIGKILL').then(world.redis.restart));
    case 'pause redis':
      return lasting(
        () => void world.redis.kill('SIGSTOP'),
        () => void world.redis.kill('SIGCONT'),
        forMs,
        signal,
      );
  }
}

/** Waits for things to be sent that it can cut off. */
function cutAt(
  proxy: TcpProxy,
  verdict: 'cut-before' | 'cut-after',
  { at, forMs, times }: Fault,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    let cuts = 0;
    const stopLooking = proxy.onRequest((chunk) => {
      if (cuts === times || !SENT[at].test(chunk.toString('latin1'))) return undefined;
      cuts += 1;
      if (cuts === times) end();
      return verdict;
    });
    const end = () => {
      stopLooking();
      resolve(cuts > 0);
    };
    void pause(forMs + 500, signal).then(end);
  });
}

/** How what is sent looks that a cut waits for. */
const SENT = { anything: /^/, EXEC: /\r\nexec\r\n/i, order: /\r\norder:created\r\n.*\r\nexec\r\n/is };

/** Those that lost replies are out of step. */
function healAndCut(proxy: TcpProxy): void {
  proxy.heal();
  proxy.cut();
}

async function lasting(
  begin: () => unknown,
  end: () => unknown,
  forMs: number,
  signal: AbortSignal,
): Promise<true> {
  begin();
  await pause(forMs, signal);
  end();
  return true;
}

async function clientKill({ redis }: World): Promise<boolean> {
  const client = redis.connect();
  try {
    return Number(await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')) > 0;
  } catch {
    // Redis is away itself at the moment.
    return false;
  } finally {
    client.disconnect();
  }
}

async function done(happening: Promise<unknown>): Promise<true> {
  await happening;
  return true;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return sleep(ms, undefined, { signal }).catch(() => undefined);
}
