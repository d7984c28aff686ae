import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';

/** What a registry answers that knows one advisory: `GHSA-aaaa-bbbb-cccc`. */
export const knowsMs = {
  ms: [
    {
      id: 1,
      url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
      title: 'It can be made to wait',
      severity: 'high',
      vulnerable_versions: '<3',
      cwe: [],
      cvss: { score: 0 },
    },
  ],
};

/** Starts a registry that knows advisories at most, and gives its address. */
export async function startRegistry(
  status: number,
  advisories: unknown,
  onPost: (url: string) => void = () => undefined,
): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      const isAudit = request.method === 'POST';
      if (isAudit) onPost(request.url ?? '');
      response.writeHead(isAudit ? status : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isAudit && status === 200 ? advisories : {}));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('it listens on a port');
  return `http://127.0.0.1:${address.port}`;
}
