import { loadGets, loadPatches, spanOf } from '../load/calls.js';
import { CONNECTIONS, loadHttp, type Request, warmAndLoad } from '../load/http.js';
import { SELLER } from '../market/tickets.js';
import { startHoldfast, withServer } from '../process/server.js';
import { residentMibOf } from '../process/usage.js';
import type { Metrics, World } from '../row.js';
import { withConnection } from './bus.js';
import { headersOf } from './tokens.js';

const AVAILABLE = '{0}:tickets:by-status:available';

/** How many different tickets are called for, wherever they are in the market. */
const SAMPLE = 960;

/** How many times each ticket of the sample is ordered and given back. */
const TURNS = { full: 4, short: 1 };

/** The same calls in a market of any size. */
export async function callMarket({ redis: target, size }: World): Promise<Metrics> {
  const ids = await withConnection(target, async (redis) => {
    const sample: unknown = await redis.call('ZRANDMEMBER', AVAILABLE, SAMPLE);
    return Array.isArray(sample) ? sample.map(String) : [];
  });
  return await withServer(startHoldfast(target), async ({ url, pid }) => {
    const seller = { url, pid, ids, headers: await headersOf(url, SELLER), size };
    const get = await loadGets(seller);
    const edit = await loadPatches(seller);
    const requests = (await pagesOf(url)).map((path): Request => ({ method: 'GET', path }));
    const list = await warmAndLoad({ url, pid, requests, ...spanOf(size) });
    const orders = orderAndCancel(ids, await headersOf(url, 'a-buyer-of-the-benchmark'));
    await loadHttp({ url, pid, requests: orders });
    const order = await loadHttp({
      url,
      pid,
      requests: Array.from({ length: TURNS[size] }, () => orders).flat(),
    });
    return {
      get: get.requests ?? 0,
      edit: edit.requests ?? 0,
      list: list.requests ?? 0,
      order: order.requests ?? 0,
      rss: await residentMibOf(pid),
    };
  });
}

const PAGES = 32;

/** The paths of the newest pages, one after the other. */
async function pagesOf(url: string): Promise<string[]> {
  const paths = ['/api/tickets'];
  while (paths.length < PAGES) {
    const answer = await fetch(`${url}${paths.at(-1)}`);
    const { next }: { next: string | null } = JSON.parse(await answer.text());
    if (next === null) break;
    paths.push(`/api/tickets?cursor=${encodeURIComponent(next)}`);
  }
  return paths;
}

/** What the answers to the requests of one connection leave for the next of them. */
interface Memory {
  path?: string;
}

/** Each connection orders a ticket and gives it back before it goes on to the next: no market runs out. */
function orderAndCancel(ids: readonly string[], headers: Record<string, string>): Request[] {
  const requests: Request[] = [];
  ids.forEach((ticketId, i) => {
    const order: Request = {
      method: 'POST',
      path: '/api/orders',
      headers,
      body: JSON.stringify({ ticketId }),
      onResponse(_status, body, memory: Memory) {
        const { id }: { id: string } = JSON.parse(body);
        memory.path = `/api/orders/${id}`;
      },
    };
    const cancel: Request = {
      method: 'DELETE',
      path: '/',
      headers: { authorization: headers.authorization ?? '' },
      setupRequest: (request, memory: Memory) => ({ ...request, path: memory.path ?? '/' }),
    };
    // Requests are dealt out to the connections in turn, and both of these have to go to the same one.
    const row = Math.floor(i / CONNECTIONS) * 2 * CONNECTIONS + (i % CONNECTIONS);
    requests[row] = order;
    requests[row + CONNECTIONS] = cancel;
  });
  return requests;
}
